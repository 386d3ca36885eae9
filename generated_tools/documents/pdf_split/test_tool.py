"""Tests of pdf_split."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from tool import pdf_split


def make_pdf(path: Path, pages: int, password: str = "") -> str:
    with PdfWriter() as writer:
        for number in range(pages):
            writer.add_blank_page(width=101 + number, height=100)
        if password:
            writer.encrypt(password, algorithm="RC4-128")
        writer.write(path)
    return str(path)


def widths_of(path: str) -> list[int]:
    with PdfReader(path) as reader:
        return [int(page.mediabox.width) for page in reader.pages]


def test_each_page_becomes_a_file(tmp_path):
    folder = tmp_path / "new" / "parts"
    found = pdf_split(make_pdf(tmp_path / "doc.pdf", 3), str(folder))
    assert found == {
        "files": [str(folder / f"doc-00{number}.pdf") for number in (1, 2, 3)],
        "pages": 3,
    }
    assert [widths_of(path) for path in found["files"]] == [[101], [102], [103]]


def test_the_last_part_may_have_fewer_pages(tmp_path):
    found = pdf_split(make_pdf(tmp_path / "doc.pdf", 5), str(tmp_path), 2)
    assert [widths_of(path) for path in found["files"]] == [[101, 102], [103, 104], [105]]
    assert found["pages"] == 5


@pytest.mark.parametrize("pages_per_file", [3, 4])
def test_one_part_is_enough_for_all_pages(tmp_path, pages_per_file):
    found = pdf_split(make_pdf(tmp_path / "doc.pdf", 3), str(tmp_path), pages_per_file)
    assert found["files"] == [str(tmp_path / "doc-001.pdf")]
    assert widths_of(found["files"][0]) == [101, 102, 103]


def test_the_source_stays_as_it_was(tmp_path):
    source = make_pdf(tmp_path / "doc.pdf", 2)
    before = Path(source).read_bytes()
    pdf_split(source, str(tmp_path))
    assert Path(source).read_bytes() == before


def test_an_existing_file_is_never_replaced(tmp_path):
    source = make_pdf(tmp_path / "doc.pdf", 2)
    (tmp_path / "doc-002.pdf").write_text("kept")
    with pytest.raises(FileExistsError, match="would replace an existing file: .*doc-002.pdf"):
        pdf_split(source, str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["doc-002.pdf", "doc.pdf"]


@pytest.mark.parametrize("pages_per_file", [0, -1])
def test_parts_without_pages_are_refused(tmp_path, pages_per_file):
    with pytest.raises(ValueError, match=f"must be 1 or more, not {pages_per_file}"):
        pdf_split(make_pdf(tmp_path / "doc.pdf", 1), str(tmp_path), pages_per_file)


def test_an_encrypted_file_is_refused(tmp_path):
    source = make_pdf(tmp_path / "secret.pdf", 1, password="opensesame")
    with pytest.raises(ValueError, match="encrypted, remove its password first: .*secret.pdf"):
        pdf_split(source, str(tmp_path))


def test_a_file_that_is_no_pdf_is_refused(tmp_path):
    (tmp_path / "fake.pdf").write_text("only text")
    with pytest.raises(ValueError, match="not a readable PDF: .*fake.pdf"):
        pdf_split(str(tmp_path / "fake.pdf"), str(tmp_path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent.pdf"):
        pdf_split(str(tmp_path / "absent.pdf"), str(tmp_path))
