# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Extract e-mail addresses and web addresses from a text."
# category = "text"
# keywords = ["extract", "email", "emails", "url", "urls", "links", "addresses", "web", "paragraph"]
# ///
"""Extract e-mail addresses and web addresses from a text."""

import re
from typing import TypedDict

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(
    r"(?<![\w.+%-])[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+){0,9}@"
    r"(?:" + _LABEL + r"\.){1,9}[a-z]{2,24}(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_URL = re.compile(r"\bhttps?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_CLOSING = {")": "(", "]": "["}


class Links(TypedDict):
    """Addresses, each once, in the order of the text."""

    emails: list[str]
    urls: list[str]


def extract_links(text: str) -> Links:
    """Extract e-mail addresses and web addresses from a text.

    Web addresses are those that begin with http or https. Punctuation that ends a sentence, and
    a bracket that was opened before the address, do not belong to it.

    Args:
        text: The text.

    Returns:
        The addresses as they are written, each once, in the order of the text.

    Raises:
        TypeError: If the text is not a string.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    urls = [_trimmed(match) for match in _URL.findall(text)]
    outside = _URL.sub(" ", text)
    return {
        "emails": list(dict.fromkeys(_EMAIL.findall(outside))),
        "urls": list(dict.fromkeys(urls)),
    }


def _trimmed(url: str) -> str:
    while True:
        last = url[-1]
        unopened = last in _CLOSING and url.count(last) > url.count(_CLOSING[last])
        if not unopened and last not in ".,;:!?*_":
            return url
        url = url[:-1]


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(extract_links(**json.loads(given)), sys.stdout)
