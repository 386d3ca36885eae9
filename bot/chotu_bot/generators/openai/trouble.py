"""What went wrong with an endpoint, and what a person can do about it."""

import json
from dataclasses import dataclass

from chotu_bot.errors import GeneratorError
from chotu_bot.generators.openai.dialect import is_about_model
from chotu_bot.generators.openai.redaction import Redactor, shown_url
from chotu_bot.generators.openai.transport import OPENAI_URL
from chotu_bot.settings import Gpt

OUT_OF_TIME = "the time for this task is used up; raise learning_timeout in [learning] or try again"
_OFFERED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a request brought no reply."""

    text: str
    """In the endpoint's words, not yet safe to show."""
    status: int = 0
    """HTTP status; 0 where there was none."""
    passing: bool = False
    """Whether the same request may succeed a little later."""
    slow: bool = False
    """Whether time ran out."""
    retry_after: float | None = None
    """Seconds the endpoint asks us to wait."""


def http_text(status: int, body: str) -> str:
    """Status and message of an HTTP error in one text."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    error = value.get("error", value) if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    code = error.get("code") if isinstance(error, dict) else None
    said = message if isinstance(message, str) and message else "" if _is_page(body) else body
    return " ".join(part for part in (f"HTTP {status}", str(code or ""), said) if part)


def _is_page(body: str) -> bool:
    return body.lstrip()[:1] == "<"


def is_missing_model(trouble: Trouble) -> bool:
    """Whether the endpoint does not know the model."""
    return trouble.status >= 400 and is_about_model(trouble.text)


def explain(
    trouble: Trouble,
    *,
    settings: Gpt,
    redactor: Redactor,
    model: str,
    key: str,
    offered: tuple[str, ...],
) -> GeneratorError:
    """The error to raise: what happened, and what to do next."""
    where = place(settings)
    said = redactor.line(trouble.text)
    advice = _advice(trouble, settings, model, key, offered)
    return GeneratorError(f"the endpoint {where} failed: {said}; {redactor.line(advice, 1_500)}")


def place(settings: Gpt) -> str:
    """The endpoint's address, without what might be secret in it."""
    return shown_url(settings.base_url or OPENAI_URL)


def _advice(trouble: Trouble, settings: Gpt, model: str, key: str, offered: tuple[str, ...]) -> str:
    if trouble.status == 401 or (trouble.status == 403 and not is_missing_model(trouble)):
        state = "the key it holds is not accepted" if settings.api_key else "it is not set"
        return f"set OPENAI_API_KEY (or CHOTU_GPT_API_KEY) to a valid key: {state}"
    if is_missing_model(trouble):
        listed = ", ".join(sorted(offered)[:_OFFERED]) or "(it lists none)"
        return f"change {key} = {model} in [gpt] of chotu.ini; the endpoint offers: {listed}"
    if trouble.slow:
        return "raise request_timeout in [gpt], or use a faster model"
    if "context" in trouble.text and "length" in trouble.text:
        return "lower max_tokens in [gpt], shorten the request, or use a model with more context"
    if trouble.status == 404:
        return "check base_url in [gpt]; it usually ends in /v1"
    if trouble.status == 0 and trouble.passing:
        return "check that it runs and that base_url in [gpt] names it"
    if trouble.status == 429:
        return "its limit is reached; try again later"
    return "see its own log, or try again later"
