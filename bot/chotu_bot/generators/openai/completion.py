"""A chat completion as endpoints really send it, read without trust."""

import json
from dataclasses import dataclass

from chotu_bot.domain.shapes import Json
from chotu_bot.reply.errors import RefusedReplyError

_CHARACTERS_PER_TOKEN = 3
"""A low guess, so that estimates of tokens are high."""


class UnusableBodyError(Exception):
    """The body is no completion; ``again`` tells whether another try may help."""

    def __init__(self, message: str, *, again: bool) -> None:
        self.again = again
        super().__init__(message)


class ErrorBodyError(Exception):
    """An error object came with a status of success."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model said."""

    text: str
    cut_off: bool
    """Whether the endpoint stopped it for length."""
    tokens: int
    """Prompt and completion together, as billed, or estimated where the endpoint does not say."""


def estimate(text: str) -> int:
    """Tokens that a text takes, guessed high."""
    return len(text) // _CHARACTERS_PER_TOKEN + 1


def read_tokens(body: str, prompt_tokens: int) -> int:
    """Tokens that an answer was billed for; estimated where the body does not say."""
    value = _json(body)
    usage = value.get("usage") if isinstance(value, dict) else None
    if isinstance(usage, dict):
        parts = [_count(usage.get(key)) for key in ("prompt_tokens", "completion_tokens")]
        counted = max(_count(usage.get("total_tokens")), sum(parts))
        if counted:
            return counted
    return prompt_tokens + estimate(body)


def read_completion(body: str, prompt_tokens: int) -> Completion:
    """The first choice of a completion.

    Raises:
        UnusableBodyError: when the body is no completion, or one without content.
        ErrorBodyError: when it is an error object.
        RefusedReplyError: when the model, or a filter before it, declined.
    """
    value = _json(body)
    if not isinstance(value, dict):
        raise _no_json(body)
    if value.get("error"):
        raise _error_body(value["error"])
    choices = value.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(first, dict):
        raise UnusableBodyError("the endpoint's answer has no choices", again=True)
    message = first.get("message")
    text = _content(message if isinstance(message, dict) else {})
    finish = first.get("finish_reason")
    if finish == "content_filter":
        raise RefusedReplyError("the endpoint's content filter stopped the reply")
    if not text.strip():
        raise _no_content(message, finish)
    tokens = read_tokens(body, prompt_tokens)
    return Completion(text=text, cut_off=finish == "length", tokens=tokens)


def _json(body: str) -> Json:
    try:
        value: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _no_json(body: str) -> UnusableBodyError:
    if body.lstrip()[:1] == "<":
        return UnusableBodyError(
            "a web page came instead of a completion; is base_url complete (…/v1)?", again=False
        )
    return UnusableBodyError("the endpoint's answer is not a JSON object", again=True)


def _error_body(error: Json) -> ErrorBodyError:
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and not isinstance(code, bool) else 400
    return ErrorBodyError(status, json.dumps(error, ensure_ascii=False))


def _no_content(message: Json, finish: Json) -> Exception:
    refusal = message.get("refusal") if isinstance(message, dict) else None
    if isinstance(refusal, str) and refusal.strip():
        return RefusedReplyError(f"the model declined: {' '.join(refusal.split())[:160]!r}")
    if finish == "length":
        return UnusableBodyError(
            "the model used up max_tokens before it said anything; raise max_tokens in [gpt]",
            again=False,
        )
    return UnusableBodyError("the endpoint's answer has no content", again=True)


def _content(message: dict[str, Json]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _count(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
