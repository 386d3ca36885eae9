"""Why a reply cannot be used; each message says what to send instead."""

from chotu_bot.errors import GeneratorError


class ReplyError(GeneratorError):
    """What a model said cannot be used."""


class EmptyReplyError(ReplyError):
    """There is nothing in the reply."""


class ReplyTooLargeError(ReplyError):
    """The reply is longer than any tool could be."""


class TruncatedReplyError(ReplyError):
    """The reply ends in the middle; ``salvage`` holds what is whole nevertheless, or nothing."""

    def __init__(self, message: str, salvage: str = "") -> None:
        self.salvage = salvage
        super().__init__(message)


class RefusedReplyError(ReplyError):
    """The model declines in words, and sends no code."""


class ProviderTextError(ReplyError):
    """An error text or a web page stands where a reply should be."""


class NoCodeError(ReplyError):
    """The reply holds no Python that could be a tool."""


class BrokenCodeError(ReplyError):
    """The reply's code is not valid Python; ``line`` is 1-based within ``code``."""

    def __init__(self, message: str, *, line: int, code: str) -> None:
        self.line = line
        self.code = code
        super().__init__(message)


class NoJsonError(ReplyError):
    """The reply holds no JSON object that can be read."""
