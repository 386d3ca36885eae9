# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Read a text file safely: bounded size, detected encoding, no binaries."
# category = "files"
# keywords = ["read", "text", "file", "open", "show", "content", "encoding", "safely"]
# permissions = { read = ["path"] }
# ///
"""Read a text file safely."""

import codecs
import re
from pathlib import Path
from typing import TypedDict

# The marks of UTF-32 begin with those of UTF-16, so they are tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")


class TextFile(TypedDict):
    """A text and how it was stored."""

    text: str
    encoding: str
    size: int
    lines: int


def read_text_file(path: str, max_bytes: int = 1_000_000) -> TextFile:
    """Read a text file safely.

    The encoding is taken from a byte order mark, else UTF-8 is tried and Latin-1 is the last
    resort. Devices and pipes are not opened, so the call always returns.

    Args:
        path: The file to read.
        max_bytes: The largest size in bytes that is read.

    Returns:
        The text with its encoding, size in bytes and number of lines.

    Raises:
        FileNotFoundError: If the file does not exist.
        IsADirectoryError: If the path is a folder.
        ValueError: If the file is too large, is not a regular file, or holds binary content.
    """
    source = Path(path)
    if source.is_dir():
        raise IsADirectoryError(f"this is a folder, not a file: {path}")
    if not source.exists():
        raise FileNotFoundError(f"no such file: {path}")
    if not source.is_file():
        raise ValueError(f"not a regular file: {path}")
    with source.open("rb") as stream:
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise ValueError(f"larger than {max_bytes} bytes: {path}")
    text, encoding = _decode(content, path)
    return {
        "text": text,
        "encoding": encoding,
        "size": len(content),
        "lines": len(text.splitlines()),
    }


def _decode(content: bytes, path: str) -> tuple[str, str]:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if marked is None and _NOT_TEXT.search(content):
        raise ValueError(f"binary content, not text: {path}")
    try:
        return content.decode(marked or "utf-8"), marked or "utf-8"
    except UnicodeDecodeError as error:
        if marked:
            raise ValueError(f"damaged {marked} text: {path}") from error
        return content.decode("latin-1"), "latin-1"


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(read_text_file(**json.loads(given)), sys.stdout)
