"""Tests of text_encoding."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tool import text_encoding


def convert(tmp_path, content: bytes, *encodings):
    (tmp_path / "in.txt").write_bytes(content)
    found = text_encoding(str(tmp_path / "in.txt"), str(tmp_path / "out.txt"), *encodings)
    return found, (tmp_path / "out.txt").read_bytes()


def test_latin_becomes_utf8(tmp_path):
    found, content = convert(tmp_path, b"gr\xf6\xdfe\r\n")
    assert content == "größe\r\n".encode()
    assert found == {
        "output": str(tmp_path / "out.txt"),
        "source": "iso8859-1",
        "target": "utf-8",
        "characters": 7,
        "size": 9,
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", "out.txt"]


@pytest.mark.parametrize(
    ("content", "source", "target", "written"),
    [
        (b"", "utf-8", "ascii", b""),
        (b"\xe2\x82\xac", "utf-8", "cp1252", b"\x80"),
        (b"\xef\xbb\xbfa", "utf-8-sig", "utf-8", b"a"),
        (b"a\x00", "utf-16-le", "UTF8", b"a"),
    ],
)
def test_other_encodings(tmp_path, content, source, target, written):
    assert convert(tmp_path, content, source, target)[1] == written


def test_a_file_in_another_encoding_is_refused_with_its_place(tmp_path):
    with pytest.raises(ValueError, match="not utf-8 at byte 2: .*in.txt"):
        convert(tmp_path, b"ab\xf6", "utf-8", "ascii")
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


def test_a_character_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ValueError, match="ascii cannot write 'ö'"):
        convert(tmp_path, b"xy\xf6", "latin-1", "ascii")
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize("encoding", ["", "klingon", "base64", "rot13", "a\0b"])
def test_an_unknown_encoding_is_named(tmp_path, encoding):
    with pytest.raises(LookupError, match="no text encoding is known as "):
        convert(tmp_path, b"a", encoding)
    with pytest.raises(LookupError, match="no text encoding is known as "):
        convert(tmp_path, b"a", "utf-8", encoding)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        text_encoding(str(tmp_path / "absent"), str(tmp_path / "out.txt"))


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    (tmp_path / "in.txt").touch()
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        text_encoding(str(tmp_path / "in.txt"), str(tmp_path / "taken"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", "taken"]


@given(st.text(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_and_back_is_the_same(tmp_path, text):
    _, there = convert(tmp_path, text.encode(), "utf-8", "utf-16")
    assert convert(tmp_path, there, "utf-16", "utf-8")[1] == text.encode()
