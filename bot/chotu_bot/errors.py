"""Everything that can go wrong for a user: one class, one line, one exit code."""

from typing import ClassVar


class ChotuError(Exception):
    """Something expected went wrong; the message says what happened and what to do."""

    exit_code: ClassVar[int] = 70


class GateFailedError(ChotuError):
    """The gate, a registry check or an audit rejected something, or could not decide."""

    exit_code = 1


class UsageError(ChotuError):
    """The command line or an argument is wrong."""

    exit_code = 2


class UnclearRequestError(ChotuError):
    """The request is unclear or refused."""

    exit_code = 3


class GeneratorError(ChotuError):
    """Nothing could generate the tool: no generator, or an endpoint or budget failure."""

    exit_code = 4


class UnusableReplyError(GeneratorError):
    """A model answered, as often as it was asked, and nothing of it could be used."""


class CannotRepairError(GeneratorError):
    """This author cannot mend its draft: a recipe is what it is, a submission has its author."""


class SandboxUnavailableError(ChotuError):
    """Foreign code cannot be isolated here as far as the configuration demands."""

    exit_code = 5


class ForgeError(ChotuError):
    """The forge refused, or cannot be reached; the message says which permission or what to do."""

    exit_code = 6


class RepositoryError(ChotuError):
    """The repository is not in a state to work on: dirty, conflicting, or not a repository."""

    exit_code = 6


class ConfigurationError(ChotuError):
    """A configuration value is unknown, malformed or missing."""

    exit_code = 7


class ToolFailedError(ChotuError):
    """A tool was called and failed."""

    exit_code = 8


class CallCancelledError(ToolFailedError):
    """A call was cancelled by whoever asked for it; nothing of it runs any more."""


class NotFoundError(ChotuError):
    """What was named does not exist."""

    exit_code = 9


class EnvironmentNotReadyError(SandboxUnavailableError):
    """The environment that tools run in has not been made yet."""


class LostRaceError(RepositoryError):
    """A ref moved while we worked on it; the caller retries on the new base."""


class PushRefusedError(RepositoryError):
    """The upstream does not take a landing; nothing has landed anywhere."""
