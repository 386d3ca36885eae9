"""Tests of pdf_text."""

from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from tool import pdf_text

FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)


def make_pdf(path: Path, *texts: str, password: str = "") -> str:
    with PdfWriter() as writer:
        for text in texts:
            page = writer.add_blank_page(width=200, height=100)
            stream = DecodedStreamObject()
            stream.set_data(f"BT /F1 12 Tf 10 50 Td ({text}) Tj ET".encode())
            fonts = DictionaryObject({NameObject("/F1"): FONT})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
            page[NameObject("/Contents")] = writer._add_object(stream)
        if password:
            writer.encrypt(password, algorithm="RC4-128")
        writer.write(path)
    return str(path)


@pytest.fixture
def path(tmp_path):
    return make_pdf(tmp_path / "doc.pdf", "First page", "Second page", "Third page")


def test_every_page_gives_its_text(path):
    assert pdf_text(path) == ["First page", "Second page", "Third page"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 1, ["First page"]),
        (2, 0, ["Second page", "Third page"]),
        (2, 3, ["Second page", "Third page"]),
        (3, 3, ["Third page"]),
        (1, 2, ["First page", "Second page"]),
    ],
)
def test_only_the_wanted_pages(path, first, last, expected):
    assert pdf_text(path, first, last) == expected


def test_a_page_without_text_is_empty(tmp_path):
    assert pdf_text(make_pdf(tmp_path / "empty.pdf", "")) == [""]


@pytest.mark.parametrize(("first", "last"), [(0, 1), (4, 0), (1, 4), (3, 2), (1, -1)])
def test_pages_that_are_not_there_are_refused(path, first, last):
    with pytest.raises(ValueError, match=f"no pages {first} to {last or 3}: there are 3"):
        pdf_text(path, first, last)


def test_an_encrypted_file_is_refused(tmp_path):
    secret = make_pdf(tmp_path / "secret.pdf", "x", password="opensesame")
    with pytest.raises(ValueError, match="encrypted, remove its password first: .*secret.pdf"):
        pdf_text(secret)


def test_a_file_that_is_no_pdf_is_refused(tmp_path):
    (tmp_path / "fake.pdf").write_text("only text")
    with pytest.raises(ValueError, match="not a readable PDF: .*fake.pdf"):
        pdf_text(str(tmp_path / "fake.pdf"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent.pdf"):
        pdf_text(str(tmp_path / "absent.pdf"))
