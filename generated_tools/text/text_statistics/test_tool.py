"""Tests of text_statistics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import text_statistics

TEXT = "The cat saw the dog. The dog ran!\n\nDon't worry: a well-known cat."


def test_all_figures_of_a_text():
    assert text_statistics(TEXT, 3) == {
        "characters": 65,
        "characters_without_space": 52,
        "words": 13,
        "different_words": 9,
        "sentences": 3,
        "paragraphs": 2,
        "lines": 3,
        "mean_word_length": 3.69,
        "reading_seconds": 4,
        "frequent": [
            {"word": "the", "count": 3},
            {"word": "cat", "count": 2},
            {"word": "dog", "count": 2},
        ],
    }


def test_an_empty_text_has_nothing_of_anything():
    figures = text_statistics("")
    assert figures.pop("frequent") == []
    assert set(figures.values()) == {0}


def test_ten_frequent_words_unless_said_otherwise():
    text = "l k j i h g f e d c b a"
    assert [one["word"] for one in text_statistics(text)["frequent"]] == list("abcdefghij")
    assert text_statistics(text, 0)["frequent"] == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One", 1),
        ("One. Two", 2),
        ("One... Two?! Three", 3),
        ('"One." "Two."', 2),
        ("Pi is 3.14 today.", 1),
        ("...", 0),
        ("One.\nTwo.", 2),
    ],
)
def test_sentences(text, sentences):
    assert text_statistics(text)["sentences"] == sentences


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [("a\nb", 1), ("a\n\nb", 2), ("\n\na\n \n\nb\n\n", 2), ("a\n\n\n\nb\nc", 2), (" \n", 0)],
)
def test_paragraphs(text, paragraphs):
    assert text_statistics(text)["paragraphs"] == paragraphs


def test_reading_time_is_at_two_hundred_words_a_minute():
    assert text_statistics("word " * 200)["reading_seconds"] == 60
    assert text_statistics("word " * 1000)["reading_seconds"] == 300


def test_a_negative_number_of_words_is_refused():
    with pytest.raises(ValueError, match="frequent must be 0 or more, not -1"):
        text_statistics("a", -1)


@given(st.lists(st.sampled_from(["ab", "cde", "f"])))
def test_frequencies_add_up(words):
    figures = text_statistics(" ".join(words))
    assert sum(one["count"] for one in figures["frequent"]) == figures["words"] == len(words)
    assert figures["characters_without_space"] == sum(len(word) for word in words)
