# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a Markdown text to HTML."
# category = "documents"
# keywords = ["markdown", "html", "convert", "render", "md"]
# examples = [
#   '{"arguments": {"text": "# Title"}, "result": "<h1>Title</h1>"}',
# ]
# ///
"""Convert a Markdown text to HTML."""

import html
import re
from collections import deque
from collections.abc import Callable

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})")
_BULLET = re.compile(r"[-*+]\s+(.*)")
_NUMBER = re.compile(r"\d{1,9}[.)]\s+(.*)")
_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(([^()\s]+)\)")
_SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|[^:]*$)", re.IGNORECASE)
_EMPHASIS = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__"), r"<strong>\1\2</strong>"),
    (re.compile(r"\*(?=\S)([^*]+)(?<=\S)\*|\b_(?=\S)([^_]+)(?<=\S)_\b"), r"<em>\1\2</em>"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"<del>\1</del>"),
)
_FENCE = "```"


def markdown_to_html(text: str) -> str:
    """Convert a Markdown text to HTML.

    Headings, paragraphs, emphasis, code, fenced code, links, images, lists of one level, quotes
    and rules are known. HTML in the text is shown, not passed on, and addresses other than web,
    mail and relative ones are dropped, so the result is safe to show.

    Args:
        text: The Markdown text.

    Returns:
        The HTML of the body, one block per line.

    Raises:
        ValueError: If a fenced code block is not closed, or quotes are nested too deeply.
    """
    try:
        return "\n".join(_blocks(text.splitlines()))
    except RecursionError as error:
        raise ValueError("quotes are nested too deeply") from error


def _blocks(lines: list[str]) -> list[str]:
    found: list[str] = []
    rest = deque(line.rstrip() for line in lines)
    while rest:
        line = rest[0].lstrip()
        if not line:
            rest.popleft()
        elif line.startswith(_FENCE):
            found.append(_fenced(rest))
        elif heading := _HEADING.fullmatch(line):
            rest.popleft()
            level = len(heading[1])
            found.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        elif _RULE.fullmatch(line):
            rest.popleft()
            found.append("<hr>")
        elif line.startswith(">"):
            quoted = _take(rest, lambda one: one.startswith(">"))
            inner = _blocks([one[1:].removeprefix(" ") for one in quoted])
            found.append(f"<blockquote>{''.join(inner)}</blockquote>")
        elif _BULLET.match(line):
            found.append(_listed(rest, _BULLET, "ul"))
        elif _NUMBER.match(line):
            found.append(_listed(rest, _NUMBER, "ol"))
        else:
            found.append(f"<p>{_inline(' '.join(_paragraph(rest)))}</p>")
    return found


def _take(rest: deque[str], fits: Callable[[str], bool]) -> list[str]:
    """Take the first lines that fit, without the white space before them."""
    taken = []
    while rest and fits(rest[0].lstrip()):
        taken.append(rest.popleft().lstrip())
    return taken


def _paragraph(rest: deque[str]) -> list[str]:
    return [rest.popleft().lstrip(), *_take(rest, lambda one: bool(one) and not _starts_block(one))]


def _starts_block(line: str) -> bool:
    patterns = (_HEADING.fullmatch, _RULE.fullmatch, _BULLET.match)
    return line.startswith((">", _FENCE)) or any(fits(line) for fits in patterns)


def _fenced(rest: deque[str]) -> str:
    language = rest.popleft().strip(" `")
    code = []
    while rest and rest[0].strip() != _FENCE:
        code.append(rest.popleft())
    if not rest:
        raise ValueError("a code block that starts with ``` is not closed")
    rest.popleft()
    kind = f' class="language-{html.escape(language)}"' if language else ""
    return f"<pre><code{kind}>{html.escape(chr(10).join(code))}</code></pre>"


def _listed(rest: deque[str], item: re.Pattern[str], tag: str) -> str:
    lines = _take(rest, lambda one: item.match(one) is not None)
    texts = (item.sub(r"\1", one) for one in lines)
    items = "".join(f"<li>{_inline(text)}</li>" for text in texts)
    return f"<{tag}>{items}</{tag}>"


def _inline(text: str) -> str:
    pieces = re.split(r"(`[^`]+`)", text)
    return "".join(
        f"<code>{html.escape(piece[1:-1])}</code>" if place % 2 else _marked(piece)
        for place, piece in enumerate(pieces)
    )


def _marked(text: str) -> str:
    pieces = _LINK.split(html.escape(text))
    found = _emphasised(pieces[0])
    for image, label, address, after in zip(*(iter(pieces[1:]),) * 4, strict=True):
        found += _linked(image, label, address) + _emphasised(after)
    return found


def _linked(image: str, label: str, address: str) -> str:
    if not _SAFE_ADDRESS.match(address):
        return _emphasised(label)
    if image:
        return f'<img src="{address}" alt="{label}">'
    return f'<a href="{address}">{_emphasised(label)}</a>'


def _emphasised(text: str) -> str:
    for pattern, replacement in _EMPHASIS:
        text = pattern.sub(replacement, text)
    return text


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(markdown_to_html(**json.loads(given)), sys.stdout)
