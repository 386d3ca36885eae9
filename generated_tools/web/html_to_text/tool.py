# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Get the readable text out of an HTML page."
# category = "web"
# keywords = ["html", "text", "strip", "tags", "convert", "page", "web", "plain"]
# examples = [
#   '{"arguments": {"html": "<p>Hello <b>World</b></p>"}, "result": "Hello World"}',
# ]
# ///
"""Get the readable text out of an HTML page."""

import re
from html.parser import HTMLParser

_HIDDEN = frozenset({"head", "script", "style", "template", "noscript"})
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "div", "section", "article", "figcaption"})
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr"}
)


def html_to_text(html: str, links: bool = False) -> str:
    """Get the readable text out of an HTML page.

    Scripts, styles and the head are left out, paragraphs are parted by a blank line, and items
    of lists begin with a dash.

    Args:
        html: The page or a part of one; need not be well-formed.
        links: Whether the address of each link follows its text in brackets.

    Returns:
        The text.

    Raises:
        TypeError: If the page is not a string.
    """
    if not isinstance(html, str):
        raise TypeError(f"html must be a string, not {type(html).__name__}")
    reader = _Reader(links)
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the text of a page; a line break of its own is written as white space."""

    def __init__(self, links: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links = links
        self._hidden = 0
        self._addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        self._break(tag)
        if tag == "li":
            self.parts.append("- ")
        if tag in {"td", "th"}:
            self.parts.append(" ")
        if tag == "a":
            self._addresses.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        if tag != "li":
            self._break(tag)
        if tag == "a" and self._addresses:
            address = self._addresses.pop()
            if self._links and address:
                self.parts.append(f" [{address}]")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s", " ", data))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(html_to_text(**json.loads(given)), sys.stdout)
