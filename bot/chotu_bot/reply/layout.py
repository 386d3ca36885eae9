"""Undoing what a fence's surroundings did to the lines of code inside it."""

import re
from collections.abc import Callable, Iterator

_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
_NUMBERED = re.compile(r"[ \t]*\d{1,4}[ \t]*[|:│][ \t]?")


def plain(lines: list[str], indent: str, readable: Callable[[str], bool]) -> str:
    """The lines of a block as source: as they are where that reads, else mended."""
    first = "\n".join(lines)
    for variant in _variants(lines, indent):
        if readable(variant):
            return variant
    return first


def _variants(lines: list[str], indent: str) -> Iterator[str]:
    text = "\n".join(lines)
    yield text
    yield text.lstrip("\ufeff\u200b")
    dedented = _without_margin(lines)
    if dedented != lines:
        yield "\n".join(dedented)
    if indent:
        yield "\n".join(_without_indent(line, len(indent)) for line in lines)
    for mended in (without_prompts(dedented), _without_numbers(dedented)):
        if mended is not None:
            yield "\n".join(mended)


def _without_margin(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line.strip()]
    widths = [len(line) - len(line.lstrip(" \t")) for line in filled]
    width = min(widths, default=0)
    alike = len({line[:width] for line in filled}) == 1
    return [line[width:] for line in lines] if width and alike else lines


def _without_indent(line: str, width: int) -> str:
    kept = line.lstrip(" \t")
    return line[min(width, len(line) - len(kept)) :]


def without_prompts(lines: list[str]) -> list[str] | None:
    """The statements of an interactive session without prompts and results, if it is one."""
    filled = [line for line in lines if line.strip()]
    if not filled or not filled[0].startswith(">>>"):
        return None
    return [line[4:] for line in lines if _PROMPT.match(line)]


def _without_numbers(lines: list[str]) -> list[str] | None:
    filled = [line for line in lines if line.strip()]
    if not filled or not all(_NUMBERED.match(line) for line in filled):
        return None
    return [_NUMBERED.sub("", line, count=1) for line in lines]
