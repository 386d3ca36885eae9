# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Turn a text into a slug for an address or a file name."
# category = "text"
# keywords = ["slug", "slugify", "url", "title", "filename", "permalink", "headline"]
# examples = [
#   '{"arguments": {"text": "Hello, World!"}, "result": "hello-world"}',
# ]
# ///
"""Turn a text into a slug."""

import re
import unicodedata

# Letters that have no plain letter inside, so that decomposing does not help.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
)


def slugify(text: str, separator: str = "-", max_length: int = 0) -> str:
    """Turn a text into a slug for an address or a file name.

    Accents are dropped, everything but ASCII letters and digits becomes a separator.

    Args:
        text: The text, such as a title.
        separator: What stands between words: ``-``, ``_``, ``.`` or nothing.
        max_length: The most characters, 0 for any number; words are kept whole where possible.

    Returns:
        The slug in lower case; empty where the text has no letter or digit that ASCII can show.

    Raises:
        ValueError: If the separator is none of those, or the length is negative.
    """
    if separator not in {"-", "_", ".", ""}:
        raise ValueError(f"the separator must be -, _, . or empty, not {separator!r}")
    if max_length < 0:
        raise ValueError(f"max_length must be 0 or more, not {max_length}")
    spelled = text.lower().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "").lower())
    slug = separator.join(words)
    if not max_length or len(slug) <= max_length:
        return slug
    while len(words) > 1 and len(separator.join(words)) > max_length:
        words.pop()
    return separator.join(words)[:max_length]


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(slugify(**json.loads(given)), sys.stdout)
