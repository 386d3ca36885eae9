"""Tests of base64_text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import base64_text


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foobar", "Zm9vYmFy"),
        ("grün", "Z3LDvG4="),
        ("~~?", "fn4/"),
        ("~~>", "fn4+"),
    ],
)
def test_known_pairs_both_ways(text, encoded):
    assert base64_text(text, "encode") == encoded
    assert base64_text(encoded, "decode") == text


def test_what_was_asked_for_is_the_default():
    assert base64_text("Zm9v") == base64_text("Zm9v", "encode")


def test_the_alphabet_for_addresses():
    assert base64_text("~~?~~>", "encode", url_safe=True) == "fn4_fn4-"
    assert base64_text("fn4_fn4-", "decode", url_safe=True) == "~~?~~>"


def test_white_space_and_missing_padding_do_not_matter():
    assert base64_text(" Zm9v\nYg", "decode") == "foob"
    assert base64_text("Zm8", "decode") == "fo"


@pytest.mark.parametrize("text", ["Zg!!", "Zm9v!!!!", "Z", "fn4_", "Zm9vY"])
def test_what_is_no_base64_is_refused(text):
    with pytest.raises(ValueError, match="not Base64: "):
        base64_text(text, "decode")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ValueError, match="does not hold a text in UTF-8"):
        base64_text("/w==", "decode")


def test_text_that_cannot_be_base64_at_all_is_refused():
    with pytest.raises(ValueError, match="not Base64: "):
        base64_text("größe", "decode")


@given(st.text("aZ09 \n~?>ü€😀"), st.booleans())
def test_decoding_undoes_encoding(text, url_safe):
    encoded = base64_text(text, "encode", url_safe)
    assert base64_text(encoded, "decode", url_safe) == text
    assert len(encoded) % 4 == 0
