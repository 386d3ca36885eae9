"""Tests of text_hash."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import text_hash

EMPTY = {
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
}


@pytest.mark.parametrize(("algorithm", "digest"), list(EMPTY.items()))
def test_known_digests_of_nothing(algorithm, digest):
    assert text_hash("", algorithm) == digest


def test_known_digests_of_a_word():
    assert text_hash("abc", "sha256") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert text_hash("abc", "md5") == "900150983cd24fb0d6963f7d28e17f72"


def test_letters_beyond_ascii_are_utf8():
    assert text_hash("ü", "md5") == "c03410a5204b21cd8229ff754688d743"


def test_the_algorithm_asked_for_is_taken_without_saying():
    assert text_hash("abc") == text_hash("abc", "sha256")


@pytest.mark.parametrize(
    ("algorithm", "length"),
    [
        ("sha256", 64),
        ("sha512", 128),
        ("sha1", 40),
        ("md5", 32),
        ("sha3_256", 64),
        ("blake2b", 128),
    ],
)
def test_each_algorithm_has_its_length(algorithm, length):
    assert len(text_hash("x", algorithm)) == length


def test_the_digest_is_said_to_protect_nothing(monkeypatch):
    said = []
    new = hashlib.new
    monkeypatch.setattr("hashlib.new", lambda *given, **how: said.append(how) or new(*given, **how))
    text_hash("abc", "md5")
    assert said == [{"usedforsecurity": False}]


def test_half_a_character_is_refused_with_its_place():
    with pytest.raises(ValueError, match="half a character at place 2"):
        text_hash("ab\ud800")


@given(st.text(max_size=50), st.text(max_size=50))
def test_equal_texts_alone_have_equal_digests(first, second):
    assert (text_hash(first) == text_hash(second)) == (first == second)
