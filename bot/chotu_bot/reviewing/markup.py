"""Foreign text in Markdown: as code, where no mention, link or tag of it comes to life."""

import re

_BACKTICKS = re.compile("`+")
# Controls, and what makes a line read otherwise than it is written or is not seen at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """``text`` with what cannot be seen written out as an escape."""
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text.replace("\r\n", "\n"))


def code(text: str, limit: int = 200) -> str:
    """``text`` as one code span that also fits a cell of a table; cut at ``limit``."""
    line = " ".join(visible(text).split()) or "-"
    shown = line if len(line) <= limit else f"{line[: limit - 1]}…"
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}".replace("|", "\\|")


def block(text: str, language: str = "text", limit: int = 4_000) -> str:
    """``text`` as a fenced block; cut at ``limit``."""
    shown = visible(text).strip("\n")
    if len(shown) > limit:
        shown = f"{shown[:limit]}\n… {len(shown) - limit} more characters"
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"
