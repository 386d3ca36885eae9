"""Tests of text_diff."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import text_diff

LINES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=6).map("\n".join)


def test_one_changed_line():
    assert text_diff("one\ntwo\nthree", "one\nTWO\nthree\n") == {
        "identical": False,
        "added": 1,
        "removed": 1,
        "similarity": 0.667,
        "diff": "--- old\n+++ new\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three",
    }


def test_added_and_removed_lines_are_counted_apart():
    found = text_diff("a\nb", "a\nb\nc\nd\ne")
    assert (found["added"], found["removed"]) == (3, 0)
    found = text_diff("a\nb\nc", "b")
    assert (found["added"], found["removed"]) == (0, 2)
    assert found["similarity"] == 0.5


def test_identical_texts_have_no_diff():
    assert text_diff("same\ntext", "same\ntext") == {
        "identical": True,
        "added": 0,
        "removed": 0,
        "similarity": 1.0,
        "diff": "",
    }


def test_another_line_end_is_no_changed_line():
    found = text_diff("a\r\nb\n", "a\nb")
    assert (found["identical"], found["diff"]) == (False, "")


def test_the_context_around_a_change():
    old = "\n".join("123456789")
    new = old.replace("5", "five")
    assert text_diff(old, new)["diff"].count("\n ") == 6
    assert text_diff(old, new, 1)["diff"].splitlines()[3:] == [" 4", "-5", "+five", " 6"]
    assert text_diff(old, new, 0)["diff"].splitlines()[2:] == ["@@ -5 +5 @@", "-5", "+five"]


def test_a_line_that_comes_often_is_matched_all_the_same():
    old = "x\n" * 300
    assert text_diff(old, old + "y")["added"] == 1


def test_a_negative_context_is_refused():
    with pytest.raises(ValueError, match="context must be 0 or more, not -1"):
        text_diff("a", "b", -1)


@given(LINES, LINES)
def test_lines_added_and_removed_make_up_the_difference_in_length(old, new):
    found = text_diff(old, new)
    assert found["added"] - found["removed"] == len(new.split()) - len(old.split())
    assert found["identical"] == (old == new)
    assert 0 <= found["similarity"] <= 1
