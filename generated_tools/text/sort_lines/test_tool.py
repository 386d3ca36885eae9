"""Tests of sort_lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import sort_lines


def test_letters_without_regard_to_case():
    assert sort_lines("pear\nApple\nbanana\nZoo") == "Apple\nbanana\npear\nZoo"


def test_blank_lines_and_blank_ends_are_left_out():
    assert sort_lines("\n b \r\n\n  a\n \n") == "a\nb"


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_no_lines_give_no_lines(text):
    assert sort_lines(text) == ""


def test_repeated_lines_are_kept_or_dropped():
    assert sort_lines("b\na\nb") == "a\nb\nb"
    assert sort_lines("b\na\n b ", unique=True) == "a\nb"


def test_lines_that_differ_in_case_are_not_repeated_and_keep_their_order():
    assert sort_lines("b\nB\na", unique=True) == "a\nb\nB"


@pytest.mark.parametrize(
    ("by", "text", "sorted_text"),
    [
        ("letters", "10\n9", "10\n9"),
        ("number", "item 10\nitem 9\nx", "item 9\nitem 10\nx"),
        ("number", "none\n1.5\n-2\n1.25 3", "-2\n1.25 3\n1.5\nnone"),
        ("length", "ccc\nbb\nä\naa", "ä\nbb\naa\nccc"),
    ],
)
def test_orders(by, text, sorted_text):
    assert sort_lines(text, by) == sorted_text


@pytest.mark.parametrize(
    ("by", "sorted_text"),
    [
        ("letters", "x 3\nlong 1\nb 2"),
        ("number", "x 3\nb 2\nlong 1"),
        ("length", "long 1\nx 3\nb 2"),
    ],
)
def test_the_largest_first(by, sorted_text):
    assert sort_lines("x 3\nlong 1\nb 2", by, descending=True) == sorted_text


def test_lines_without_a_number_come_last_in_either_direction():
    assert sort_lines("x\n1\n2", "number", descending=True) == "2\n1\nx"


@given(st.lists(st.text("abAB1 ", max_size=5)), st.sampled_from(["letters", "number", "length"]))
def test_no_line_is_lost_and_sorting_again_changes_nothing(lines, by):
    once = sort_lines("\n".join(lines), by)
    assert sorted(once.splitlines()) == sorted(one.strip() for one in lines if one.strip())
    assert sort_lines(once, by) == once
