# /// script
# requires-python = ">=3.11"
# dependencies = ["pypdf>=5"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["inputs"], write = ["output"] }
# ///
"""A sample of the corpus."""

from pathlib import Path

from pypdf import PdfReader, PdfWriter


def merge_pdfs(inputs: list[str], output: str) -> int:
    """Merge PDF files."""
    writer = PdfWriter()
    for one in inputs:
        for page in PdfReader(one).pages:
            writer.add_page(page)
    with Path(output).open("wb") as handle:
        writer.write(handle)
    return len(writer.pages)
