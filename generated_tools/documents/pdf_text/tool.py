# /// script
# requires-python = ">=3.11"
# dependencies = ["pypdf>=5"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Extract the text of a PDF file, page by page."
# category = "documents"
# keywords = ["pdf", "text", "extract", "read", "content", "pages"]
# permissions = { read = ["path"] }
# ///
"""Extract the text of a PDF file."""

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError


def pdf_text(path: str, first: int = 1, last: int = 0) -> list[str]:
    """Extract the text of a PDF file, page by page.

    Only text that is stored as text is found; a scanned page gives an empty string.

    Args:
        path: The PDF file.
        first: The first page wanted, counted from 1.
        last: The last page wanted; 0 for the last of the file.

    Returns:
        The text of each wanted page.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the file is encrypted or not a readable PDF, or has no such pages.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with PdfReader(path) as reader:
            if reader.is_encrypted:
                raise ValueError(f"encrypted, remove its password first: {path}")
            end = last or len(reader.pages)
            if not 1 <= first <= end <= len(reader.pages):
                raise ValueError(f"no pages {first} to {end}: there are {len(reader.pages)}")
            return [reader.pages[number].extract_text() for number in range(first - 1, end)]
    except PyPdfError as error:
        raise ValueError(f"not a readable PDF: {path} ({error})") from error


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(pdf_text(**json.loads(given)), sys.stdout)
