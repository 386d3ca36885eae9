"""What an endpoint understands of a request, found out by what it refuses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from chotu_bot.domain.shapes import Json

Format = Literal["json_schema", "schema_object", "json_object", "text"]
"""``schema_object`` is how llama.cpp and some hosts spell a schema: beside ``json_object``."""
Message = tuple[Literal["system", "user", "assistant"], str]

_NEWER_KEY: Final = "max_completion_tokens"
_WEAKER: Mapping[Format, Format] = {
    "json_schema": "schema_object",
    "schema_object": "json_object",
    "json_object": "text",
}
_FORMAT_STATUSES = frozenset({400, 404, 415, 422, 501})
_FORMAT_WORDS = re.compile(
    r"response_format|json_schema|json_object|json mode|structured output|grammar|guided"
    r"|unsupported|not supported|not implemented|unrecognized|unknown (?:field|parameter)",
    re.IGNORECASE,
)
_SYSTEM_WORDS = re.compile(r"system.{0,40}role|role.{0,40}system|must alternate", re.IGNORECASE)
_MODEL_WORDS = re.compile(
    r"model_not_found|no such model|unknown model|invalid model"
    r"|model\b.{0,120}\b(?:not found|does not exist|doesn't exist|not exist|no longer|not available"
    r"|not have access|pull)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How requests are written for one endpoint."""

    format: Format = "json_schema"
    token_key: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"  # noqa: S105 - no secret
    temperature: bool = True
    system: bool = True
    """Whether the system role is known; if not, its text opens the first user message."""

    def body(
        self,
        *,
        model: str,
        messages: Sequence[Message],
        temperature: float,
        max_tokens: int,
        schema: Json,
    ) -> dict[str, Json]:
        """The request; ``schema`` is None where plain text is wanted."""
        written: list[Json] = [
            {"role": role, "content": text} for role, text in self._roles(messages)
        ]
        body: dict[str, Json] = {
            "model": model,
            "messages": written,
            self.token_key: max_tokens,
        }
        if self.temperature:
            body["temperature"] = temperature
        if schema is not None and self.format != "text":
            body["response_format"] = self._response_format(schema)
        return body

    def without(self, status: int, text: str, *, structured: bool) -> "Dialect | None":
        """A dialect without what the endpoint just refused; None when nothing is left to drop."""
        if status in {400, 422} and _NEWER_KEY in text and self.token_key != _NEWER_KEY:
            return replace(self, token_key=_NEWER_KEY)
        if status in {400, 422} and "temperature" in text and self.temperature:
            return replace(self, temperature=False)
        if status in {400, 422, 500} and _SYSTEM_WORDS.search(text) and self.system:
            return replace(self, system=False)
        if not structured or self.format == "text" or is_about_model(text) or "context" in text:
            return None
        about_format = bool(_FORMAT_WORDS.search(text))
        if status in _FORMAT_STATUSES or (about_format and status >= 400):
            return replace(self, format=_WEAKER[self.format])
        return None

    def _roles(self, messages: Sequence[Message]) -> Sequence[Message]:
        if self.system:
            return messages
        rules = "\n\n".join(text for role, text in messages if role == "system")
        rest = [one for one in messages if one[0] != "system"]
        return [("user", f"{rules}\n\n{rest[0][1]}"), *rest[1:]]

    def _response_format(self, schema: Json) -> Json:
        if self.format == "json_object":
            return {"type": "json_object"}
        if self.format == "schema_object":
            return {"type": "json_object", "schema": schema}
        return {
            "type": "json_schema",
            "json_schema": {"name": "contract", "strict": True, "schema": schema},
        }


def is_about_model(text: str) -> bool:
    """Whether an error text says that the model does not exist."""
    return _MODEL_WORDS.search(text[:4_000]) is not None
