"""Requests for one thing after another: ``text of a PDF, then summarise it``."""

import re

_THEN = re.compile(
    r"\s*[,;.]?\s+(?:and\s+)?(?:then|afterwards|after that|next)\s*,?\s+"
    r"|\s*[,;]?\s+followed by\s+",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:it|that|this|them|those|the result)\b", re.IGNORECASE)
_OWNING = re.compile(r"\b(?:its|their)\s+(\w+)", re.IGNORECASE)


def steps(text: str) -> tuple[str, str] | None:
    """The two steps of a request that names exactly two, else None."""
    parts = [part.strip(" ,;.") for part in _THEN.split(text.strip())]
    if len(parts) != 2 or not all(parts):
        return None
    return parts[0], parts[1]


def resolved(step: str, thing: str) -> str:
    """A second step with the word for what the first gives where it only points at it."""
    owned = _OWNING.sub(lambda match: f"the {match[1]} of {thing}", step)
    return _POINTING.sub(thing, owned)
