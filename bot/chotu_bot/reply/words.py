"""Telling an error text, a web page or a refusal from an answer."""

import re

from chotu_bot.domain.shapes import Json
from chotu_bot.reply.errors import ProviderTextError, RefusedReplyError, ReplyError

_HTML = re.compile(r"\s*(?:```\w*\s*)?(?:<!doctype html|<html|<head|<body|<\?xml)", re.IGNORECASE)
_PROVIDER = re.compile(
    r"(?:(?:http|api|server|request|openai|anthropic|gateway|upstream|internal|connection|proxy)"
    r"\W{0,3}(?:\w+\W{1,3}){0,2}error\b|\berror(?:\s+code)?\W{1,4}[45]\d\d\b"
    r"|\b[45]\d\d\b\W{1,4}(?:\{|[A-Z]\w+)"
    r"|rate.?limit|too many requests|quota (?:exceeded|reached)|exceeded your (?:current )?quota"
    r"|invalid api key|incorrect api key|unauthorized|bad gateway|gateway time.?out"
    r"|service unavailable|context.length|maximum context"
    r"|model .{0,60}(?:not found|does not exist|overloaded|is loading)"
    r"|timed? ?out\b|connection (?:refused|reset|aborted|closed))",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:i(?:['\u2019]m| am) (?:really |very |so |truly )?"
    r"(?:sorry|afraid|unable|not able|not allowed)"
    r"|i (?:can(?:no|['\u2019])t|can ?not|won['\u2019]t|will not|must decline|decline|refuse)"
    r"|as an ai|sorry,? (?:but )?i|my apologies|against (?:my|the) (?:guidelines|policy|policies)"
    r"|(?:cannot|can['\u2019]t|unable to) (?:help|assist|comply|fulfil|provide))",
    re.IGNORECASE,
)
WEB_PAGE = "the endpoint sent a web page instead of a reply; check base_url"
_LOOKED_AT = 2_000
_ERROR_KEYS = frozenset({"error", "errors", "detail", "fault", "exception"})


def is_web_page(text: str) -> bool:
    """Whether a reply is HTML or XML from its first character on."""
    return _HTML.match(text[:_LOOKED_AT]) is not None


def complaint(text: str) -> ReplyError | None:
    """What a reply without code or JSON is instead, when that can be told."""
    head = text[:_LOOKED_AT]
    if is_web_page(text):
        return ProviderTextError(WEB_PAGE)
    if _REFUSAL.search(head):
        return RefusedReplyError(f"the model declined: {_shown(head)}")
    if len(text) < _LOOKED_AT and _PROVIDER.search(head):
        return ProviderTextError(f"an error text stands where the reply should be: {_shown(head)}")
    return None


def is_error_object(value: Json) -> bool:
    """Whether a JSON value is what endpoints send for an error."""
    return isinstance(value, dict) and bool(_ERROR_KEYS & value.keys()) and len(value) <= 5


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 160 else line[:157] + "...")
