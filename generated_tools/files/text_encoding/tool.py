# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a text file from one character encoding to another."
# category = "files"
# keywords = ["encoding", "utf-8", "latin-1", "charset", "convert", "unicode", "umlauts", "characters"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""Convert a text file to another character encoding."""

import codecs
from pathlib import Path
from typing import TypedDict


class Converted(TypedDict):
    """What was written."""

    output: str
    source: str
    target: str
    characters: int
    size: int


def text_encoding(
    path: str, output: str, source: str = "latin-1", target: str = "utf-8"
) -> Converted:
    """Convert a text file from one character encoding to another.

    Line ends stay as they are. The output appears whole or not at all.

    Args:
        path: The text file.
        output: The file to write.
        source: The encoding that the file has.
        target: The encoding to write.

    Returns:
        The output path, the encodings by their common names, the number of characters and the
        size in bytes.

    Raises:
        FileNotFoundError: If the file does not exist.
        LookupError: If an encoding is not known.
        ValueError: If the file is not in the source encoding, or has a character that the target
            cannot write.
    """
    known = _common_name(source), _common_name(target)
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        text = Path(path).read_bytes().decode(source)
        content = text.encode(target)
    except UnicodeDecodeError as error:
        raise ValueError(f"not {known[0]} at byte {error.start}: {path}") from error
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise ValueError(f"{known[1]} cannot write {letter!r}") from error
    _write(content, Path(output))
    return {
        "output": output,
        "source": known[0],
        "target": known[1],
        "characters": len(text),
        "size": len(content),
    }


def _common_name(encoding: str) -> str:
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise LookupError(f"no text encoding is known as {encoding!r}") from error


def _write(content: bytes, output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_encoding(**json.loads(given)), sys.stdout)
