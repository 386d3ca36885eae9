"""The text of an issue as a request: from the issue form, a comment, or plain words."""

import re
from dataclasses import dataclass

from chotu_bot.errors import UsageError

_HEADING = re.compile(r"^#{2,3}[ \t]+(?P<title>[^\n]+?)[ \t]*$", re.MULTILINE)
_COMMAND = re.compile(r"\A/learn\b[ \t]*")
_NOTHING = "_No response_"
_LIMIT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """What an issue asks for."""

    text: str
    examples: tuple[str, ...] = ()
    """As people type them (``text="a b" => 2``)."""


def request_of_issue(body: str) -> IssueRequest:
    """The request in an issue's body, or in a comment that begins with ``/learn``.

    Raises:
        UsageError: when it asks for nothing.
    """
    plain = _COMMAND.sub("", body.replace("\r\n", "\n").strip())[:_LIMIT]
    parts = _sections(plain)
    text = parts.get("request", plain if not parts else "").strip()
    if not text or text == _NOTHING:
        raise UsageError("the issue asks for nothing; its form has a field for the request")
    lines = (line.strip() for line in parts.get("examples", "").splitlines())
    examples = tuple(line for line in lines if "=>" in line)
    return IssueRequest(text=text, examples=examples)


def _sections(body: str) -> dict[str, str]:
    """The fields of an issue form by their labels in lower case."""
    found = list(_HEADING.finditer(body))
    ends = [*(one.start() for one in found[1:]), len(body)]
    return {
        one["title"].lower(): body[one.end() : end]
        for one, end in zip(found, ends, strict=False)
        if one["title"].lower() in {"request", "examples"}
    }
