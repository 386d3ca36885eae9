"""Tests of lorem_ipsum."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import lorem_ipsum


@pytest.mark.parametrize(
    ("words", "text"),
    [(1, "Lorem."), (2, "Lorem ipsum."), (5, "Lorem ipsum dolor sit amet.")],
)
def test_it_starts_as_it_always_does(words, text):
    assert lorem_ipsum(words) == text


def test_fifty_words_unless_said_otherwise():
    assert lorem_ipsum() == lorem_ipsum(50, 0)


def test_a_seed_gives_one_text():
    assert lorem_ipsum(40, 7) == lorem_ipsum(40, 7)
    texts = [lorem_ipsum(40, seed) for seed in range(5)]
    assert len(set(texts)) == 5


def test_sentences_have_six_to_twelve_words():
    *whole, last = lorem_ipsum(5000).split(". ")
    lengths = {len(one.split()) for one in whole}
    assert lengths == set(range(6, 13))
    assert 1 <= len(last.split()) <= 12


def test_words_vary():
    assert len(set(lorem_ipsum(2000).lower().replace(".", "").split())) > 30


@pytest.mark.parametrize("words", [0, -1, 10_001])
def test_a_number_out_of_range_is_refused(words):
    with pytest.raises(ValueError, match=f"words must be from 1 to 10000, not {words}"):
        lorem_ipsum(words)


def test_the_largest_number_is_allowed():
    assert len(lorem_ipsum(10_000).split()) == 10_000


@given(st.integers(1, 300), st.integers())
def test_as_many_words_as_asked_for_in_clean_sentences(words, seed):
    text = lorem_ipsum(words, seed)
    assert len(text.split()) == words
    assert all(re.fullmatch(r"[A-Z][a-z]*( [a-z]+)*", one) for one in text[:-1].split(". "))
    assert text.endswith(".")
