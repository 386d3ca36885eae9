# /// script
# requires-python = ">=3.11"
# dependencies = ["pypdf>=5"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Split a PDF file into several files of a few pages each."
# category = "documents"
# keywords = ["pdf", "split", "pages", "separate", "divide", "burst"]
# permissions = { read = ["path"], write = ["folder"] }
# ///
"""Split a PDF file into several files."""

from pathlib import Path
from typing import TypedDict

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError


class Split(TypedDict):
    """The files written, as paths, and the pages they hold together."""

    files: list[str]
    pages: int


def pdf_split(path: str, folder: str, pages_per_file: int = 1) -> Split:
    """Split a PDF file into several files of a few pages each.

    The parts are named after the file, with a number: ``report-001.pdf``.

    Args:
        path: The PDF file.
        folder: The folder to write to; made if it does not exist.
        pages_per_file: Pages in each part; the last one may have fewer.

    Returns:
        The parts in the order of their pages, and the number of pages.

    Raises:
        FileNotFoundError: If the PDF file does not exist.
        FileExistsError: If a part exists already; then nothing is written.
        ValueError: If the file is encrypted or not a readable PDF, or ``pages_per_file`` is
            less than 1.
    """
    if pages_per_file < 1:
        raise ValueError(f"pages_per_file must be 1 or more, not {pages_per_file}")
    source = Path(path)
    if not source.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with PdfReader(source) as reader:
            if reader.is_encrypted:
                raise ValueError(f"encrypted, remove its password first: {path}")
            pages = len(reader.pages)
            starts = range(0, pages, pages_per_file)
            parts = _parts(Path(folder), source.stem, len(starts))
            for part, start in zip(parts, starts, strict=True):
                _write(reader, start, min(start + pages_per_file, pages), part)
    except PyPdfError as error:
        raise ValueError(f"not a readable PDF: {path} ({error})") from error
    return {"files": [str(part) for part in parts], "pages": pages}


def _parts(folder: Path, stem: str, count: int) -> list[Path]:
    parts = [folder / f"{stem}-{number:03}.pdf" for number in range(1, count + 1)]
    taken = [part for part in parts if part.exists()]
    if taken:
        raise FileExistsError(f"would replace an existing file: {taken[0]}")
    folder.mkdir(parents=True, exist_ok=True)
    return parts


def _write(reader: PdfReader, start: int, end: int, part: Path) -> None:
    with PdfWriter() as writer:
        writer.append(reader, pages=(start, end), import_outline=False)
        with part.open("xb") as stream:
            writer.write(stream)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(pdf_split(**json.loads(given)), sys.stdout)
