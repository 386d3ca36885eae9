"""Tests of word_count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import word_count


def test_words_between_single_spaces():
    assert word_count("one two three") == 3


def test_a_single_word():
    assert word_count("word") == 1


def test_an_empty_text_has_no_words():
    assert word_count("") == 0


def test_white_space_alone_has_no_words():
    assert word_count(" \t\n ") == 0


def test_runs_of_white_space_separate_once():
    assert word_count("  one\t\ttwo \n\n three ") == 3


def test_punctuation_belongs_to_its_word():
    assert word_count("Don't stop, well-known friend!") == 4


def test_words_of_other_scripts_and_wide_spaces():
    assert word_count("größe\u00a0größer\u3000東京") == 3


def test_something_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="text must be a string, not int"):
        word_count(42)


@given(st.lists(st.text(alphabet="abcxyz09", min_size=1)), st.sampled_from([" ", "\n", "\t "]))
def test_joined_words_are_counted_again(words, separator):
    assert word_count(separator.join(words)) == len(words)


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = word_count(text="a b")
    assert result == 2


def test_example_2() -> None:
    """Example 2 of the contract."""
    result = word_count(text="")
    assert result == 0
