"""Tests of slugify."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello World", "hello-world"),
        ("  --A.b_c--  ", "a-b-c"),
        ("Crème Brûlée, s'il vous plaît!", "creme-brulee-sil-vous-plait"),
        ("Straße Łódź Ærø", "strasse-lodz-aero"),
        ("Œuvre Đorđe Þór ð", "oeuvre-dorde-thor-d"),
        ("ﬁne ² K", "fine-2-k"),
        ("Route 66", "route-66"),
        ("東京", ""),
        ("", ""),
    ],
)
def test_slugs_of_titles(text, slug):
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("separator", "slug"), [("-", "a-b-c"), ("_", "a_b_c"), (".", "a.b.c"), ("", "abc")]
)
def test_separators(separator, slug):
    assert slugify("a b c", separator) == slug


@pytest.mark.parametrize(
    ("length", "slug"),
    [
        (0, "one-two-three"),
        (14, "one-two-three"),
        (13, "one-two-three"),
        (12, "one-two"),
        (7, "one-two"),
        (6, "one"),
        (3, "one"),
        (2, "on"),
    ],
)
def test_words_are_kept_whole_where_possible(length, slug):
    assert slugify("One two three", max_length=length) == slug


@pytest.mark.parametrize("separator", ["/", "--", " "])
def test_another_separator_is_refused(separator):
    with pytest.raises(ValueError, match=f"must be -, _, . or empty, not '{separator}'"):
        slugify("a", separator)


def test_a_negative_length_is_refused():
    with pytest.raises(ValueError, match="max_length must be 0 or more, not -1"):
        slugify("a", max_length=-1)


@given(st.text("aBz09 -_.'éßŁ東²\u212a"), st.integers(0, 12))
def test_a_slug_is_plain_and_stays_itself(text, length):
    slug = slugify(text, max_length=length)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert not length or len(slug) <= length
    assert slugify(slug) == slug


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = slugify(text="Hello, World!")
    assert result == "hello-world"
