# /// script
# requires-python = ">=3.11"
# dependencies = ["pypdf>=5"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Merge PDF files into one, in the order given."
# category = "documents"
# keywords = ["pdf", "merge", "join", "combine", "concatenate", "append", "contracts"]
# permissions = { read = ["inputs"], write = ["output"] }
# ///
"""Merge PDF files into one."""

from pathlib import Path
from typing import TypedDict

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError


class Merged(TypedDict):
    """What was written."""

    output: str
    files: int
    pages: int


def pdf_merge(inputs: list[str], output: str) -> Merged:
    """Merge PDF files into one, in the order given.

    Pages, links and bookmarks are kept. The output appears whole or not at all.

    Args:
        inputs: Paths of the PDF files, at least one.
        output: Path of the PDF file to write.

    Returns:
        The output path, the number of merged files and the number of pages.

    Raises:
        ValueError: If no input is given, or one of them is encrypted or not a readable PDF.
        FileNotFoundError: If an input does not exist.
    """
    if not inputs:
        raise ValueError("no PDF files to merge: give at least one")
    with PdfWriter() as writer:
        for path in inputs:
            _append(writer, path)
        pages = len(writer.pages)
        _write(writer, Path(output))
    return {"output": output, "files": len(inputs), "pages": pages}


def _append(writer: PdfWriter, path: str) -> None:
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with PdfReader(path) as reader:
            if reader.is_encrypted:
                raise ValueError(f"encrypted, remove its password first: {path}")
            writer.append(reader)
    except PyPdfError as error:
        raise ValueError(f"not a readable PDF: {path} ({error})") from error


def _write(writer: PdfWriter, output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as stream:
            writer.write(stream)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(pdf_merge(**json.loads(given)), sys.stdout)
