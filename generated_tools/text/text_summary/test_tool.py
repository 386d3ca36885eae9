"""Tests of text_summary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import text_summary

TEXT = (
    "Solar panels turn sunlight into power. "
    "My cousin owns a red bicycle. "
    "Solar power from panels is cheap. "
    "It was not so, and it was not the one. "
    "Cheap solar panels bring power to villages!"
)


def test_the_most_telling_sentence_is_kept():
    assert text_summary(TEXT, 1) == "Solar power from panels is cheap."


def test_chosen_sentences_keep_their_old_order():
    assert text_summary(TEXT, 3) == (
        "Solar panels turn sunlight into power. "
        "Solar power from panels is cheap. "
        "Cheap solar panels bring power to villages!"
    )


def test_three_sentences_are_kept_unless_said_otherwise():
    assert text_summary(TEXT) == text_summary(TEXT, 3)


def test_a_sentence_of_stop_words_comes_last():
    kept = text_summary(TEXT, 4)
    assert "My cousin owns a red bicycle." in kept
    assert "It was not so" not in kept
    assert text_summary("It was not so. Bicycle.", 1) == "Bicycle."


def test_a_short_text_is_returned_whole():
    assert text_summary("First point.\nSecond point.", 2) == "First point. Second point."


def test_of_equal_sentences_the_earlier_wins():
    assert text_summary("Apples grow. Pears fall. Plums rot.", 2) == "Apples grow. Pears fall."


def test_length_alone_does_not_win():
    text = "Rain rain rain. Wind and mist over hills near seaside towns today."
    assert text_summary(text, 1) == "Rain rain rain."


def test_a_longer_sentence_wins_over_a_shorter_of_equal_words():
    assert text_summary("Cats. Dogs chase birds.", 1) == "Dogs chase birds."


def test_abbreviated_numbers_and_lower_case_do_not_end_a_sentence():
    assert text_summary("It costs 3.50 e.g. today. Rare.", 1) == "It costs 3.50 e.g. today."


def test_a_blank_line_ends_a_sentence():
    assert text_summary("A heading about trees\n\nTrees are tall trees.", 1) == (
        "Trees are tall trees."
    )


def test_case_does_not_matter_for_weight():
    assert text_summary("Odd thing. TREE tree Tree. Other word.", 1) == "TREE tree Tree."


@pytest.mark.parametrize("text", ["", "  \n\n "])
def test_a_blank_text_is_refused(text):
    with pytest.raises(ValueError, match="nothing to summarise"):
        text_summary(text)


@pytest.mark.parametrize("count", [0, -1])
def test_fewer_than_one_sentence_is_refused(count):
    with pytest.raises(ValueError, match=f"must be 1 or more, not {count}"):
        text_summary(TEXT, count)


@given(st.lists(st.text("abcd", min_size=1), min_size=1, max_size=8), st.integers(1, 10))
def test_every_kept_sentence_stands_in_the_text(words, count):
    text = " ".join(f"{word.capitalize()}." for word in words)
    kept = text_summary(text, count).split()
    assert len(kept) == min(count, len(words))
    assert all(sentence in text.split() for sentence in kept)
