"""Tests of pdf_merge."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from tool import pdf_merge


def make_pdf(path: Path, *widths: int, password: str = "") -> str:
    with PdfWriter() as writer:
        for width in widths:
            writer.add_blank_page(width=width, height=100)
        if password:
            writer.encrypt(password, algorithm="RC4-128")
        writer.write(path)
    return str(path)


def widths_of(path: str) -> list[int]:
    with PdfReader(path) as reader:
        return [int(page.mediabox.width) for page in reader.pages]


def test_two_files_become_one_in_the_order_given(tmp_path):
    first = make_pdf(tmp_path / "first.pdf", 101, 102)
    second = make_pdf(tmp_path / "second.pdf", 201)
    output = str(tmp_path / "merged.pdf")
    assert pdf_merge([second, first], output) == {"output": output, "files": 2, "pages": 3}
    assert widths_of(output) == [201, 101, 102]


def test_one_file_is_copied(tmp_path):
    only = make_pdf(tmp_path / "only.pdf", 300)
    output = str(tmp_path / "copy.pdf")
    assert pdf_merge([only], output)["pages"] == 1
    assert widths_of(output) == [300]


def test_the_same_file_may_come_twice(tmp_path):
    only = make_pdf(tmp_path / "only.pdf", 300, 310)
    output = str(tmp_path / "twice.pdf")
    assert pdf_merge([only, only], output)["files"] == 2
    assert widths_of(output) == [300, 310, 300, 310]


def test_inputs_stay_as_they_were_and_nothing_else_is_left(tmp_path):
    only = make_pdf(tmp_path / "only.pdf", 300)
    before = Path(only).read_bytes()
    pdf_merge([only], str(tmp_path / "copy.pdf"))
    assert Path(only).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.pdf", "only.pdf"]


def test_an_output_that_is_also_an_input_is_replaced_whole(tmp_path):
    first = make_pdf(tmp_path / "first.pdf", 101)
    second = make_pdf(tmp_path / "second.pdf", 201)
    pdf_merge([first, second], first)
    assert widths_of(first) == [101, 201]


def test_no_inputs_are_refused(tmp_path):
    with pytest.raises(ValueError, match="give at least one"):
        pdf_merge([], str(tmp_path / "out.pdf"))


def test_a_missing_file_is_named(tmp_path):
    first = make_pdf(tmp_path / "first.pdf", 101)
    with pytest.raises(FileNotFoundError, match="no such file: .*absent.pdf"):
        pdf_merge([first, str(tmp_path / "absent.pdf")], str(tmp_path / "out.pdf"))
    assert not (tmp_path / "out.pdf").exists()


def test_a_file_that_is_no_pdf_is_named(tmp_path):
    (tmp_path / "fake.pdf").write_text("only text")
    with pytest.raises(ValueError, match="not a readable PDF: .*fake.pdf"):
        pdf_merge([str(tmp_path / "fake.pdf")], str(tmp_path / "out.pdf"))


def test_an_empty_file_is_no_pdf(tmp_path):
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(ValueError, match="not a readable PDF: .*empty.pdf"):
        pdf_merge([str(tmp_path / "empty.pdf")], str(tmp_path / "out.pdf"))


def test_an_encrypted_file_is_refused(tmp_path):
    secret = make_pdf(tmp_path / "secret.pdf", 100, password="opensesame")
    with pytest.raises(ValueError, match="encrypted, remove its password first: .*secret.pdf"):
        pdf_merge([secret], str(tmp_path / "out.pdf"))


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    only = make_pdf(tmp_path / "only.pdf", 300)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").touch()
    with pytest.raises(OSError, match="taken"):
        pdf_merge([only], str(tmp_path / "taken"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["only.pdf", "taken"]
