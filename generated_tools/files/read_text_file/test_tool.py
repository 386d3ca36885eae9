"""Tests of read_text_file."""

import os

import pytest
from tool import read_text_file


def stored(tmp_path, content: bytes) -> str:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    return str(path)


def test_a_plain_text_with_its_facts(tmp_path):
    assert read_text_file(stored(tmp_path, "zwei\nZeilen ü\n".encode())) == {
        "text": "zwei\nZeilen ü\n",
        "encoding": "utf-8",
        "size": 15,
        "lines": 2,
    }


def test_an_empty_file(tmp_path):
    assert read_text_file(stored(tmp_path, b"")) == {
        "text": "",
        "encoding": "utf-8",
        "size": 0,
        "lines": 0,
    }


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"\xef\xbb\xbf\xc3\xa4", "utf-8-sig"),
        (b"\xff\xfe\xe4\x00", "utf-16"),
        (b"\xfe\xff\x00\xe4", "utf-16"),
        (b"\xff\xfe\x00\x00\xe4\x00\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff\x00\x00\x00\xe4", "utf-32"),
        (b"\xe4", "latin-1"),
        (b"\xc3\xa4", "utf-8"),
    ],
)
def test_encodings_are_told_apart(tmp_path, content, encoding):
    found = read_text_file(stored(tmp_path, content))
    assert (found["text"], found["encoding"]) == ("ä", encoding)


def test_a_file_of_exactly_the_limit_is_read(tmp_path):
    assert read_text_file(stored(tmp_path, b"12345"), 5)["size"] == 5


def test_a_file_over_the_limit_is_refused(tmp_path):
    with pytest.raises(ValueError, match="larger than 4 bytes: .*file.txt"):
        read_text_file(stored(tmp_path, b"12345"), 4)


def test_the_limit_is_one_million_bytes(tmp_path):
    assert read_text_file(stored(tmp_path, b"a" * 1_000_000))["size"] == 1_000_000
    with pytest.raises(ValueError, match="larger than 1000000 bytes"):
        read_text_file(stored(tmp_path, b"a" * 1_000_001))


@pytest.mark.parametrize("content", [b"\x7fELF\x00\x01", b"a\x00b", b"\x1f\x8b"])
def test_binary_content_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match="binary content, not text: .*file.txt"):
        read_text_file(stored(tmp_path, content))


def test_a_damaged_marked_text_is_refused(tmp_path):
    with pytest.raises(ValueError, match="damaged utf-16 text"):
        read_text_file(stored(tmp_path, b"\xff\xfe\xe4"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        read_text_file(str(tmp_path / "absent"))


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(IsADirectoryError, match="this is a folder, not a file"):
        read_text_file(str(tmp_path))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="not a regular file: .*pipe"):
        read_text_file(str(tmp_path / "pipe"))
