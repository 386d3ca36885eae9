"""Tests of regex_check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import regex_check


def spans(*arguments, **options):
    return [(one["start"], one["end"]) for one in regex_check(*arguments, **options)["matches"]]


def test_matches_with_places_and_groups():
    assert regex_check(r"(\w+)@(?P<host>\w+)(!)?", "to:\na@b, cc@dd!") == {
        "matches": [
            {
                "text": "a@b",
                "start": 4,
                "end": 7,
                "line": 2,
                "groups": ["a", "b", ""],
                "named": {"host": "b"},
            },
            {
                "text": "cc@dd!",
                "start": 9,
                "end": 15,
                "line": 2,
                "groups": ["cc", "dd", "!"],
                "named": {"host": "dd"},
            },
        ],
        "whole": False,
        "replaced": "to:\n, ",
    }


def test_lines_are_counted_from_one():
    assert [one["line"] for one in regex_check("x", "x\n\nx")["matches"]] == [1, 3]


def test_groups_in_a_replacement():
    assert regex_check(r"(\w)(?P<n>\d)", "a1 b2", r"\g<n>\1")["replaced"] == "1a 2b"


def test_a_pattern_that_matches_the_whole_text():
    assert regex_check("a+", "aaa")["whole"] is True
    assert regex_check("a+", "aab")["whole"] is False


def test_nothing_found_leaves_the_text():
    assert regex_check("x", "abc", "y") == {"matches": [], "whole": False, "replaced": "abc"}


def test_letter_case_on_demand():
    assert spans("A", "aA") == [(1, 2)]
    assert spans("A", "aA", ignore_case=True) == [(0, 1), (1, 2)]


def test_ends_of_lines_on_demand():
    assert spans("^b$", "a\nb\nc") == []
    assert spans("^b$", "a\nb\nc", multiline=True) == [(2, 3)]


def test_line_breaks_for_the_dot_on_demand():
    assert spans("a.b", "a\nb") == []
    assert spans("a.b", "a\nb", dot_all=True) == [(0, 3)]


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "(?P<1>a)", "a{3,2}", "(?P<n>a)(?P<n>b)"])
def test_a_malformed_pattern_is_refused(pattern):
    with pytest.raises(ValueError, match="^malformed pattern: "):
        regex_check(pattern, "text")


@pytest.mark.parametrize("replacement", [r"\1", r"\g<n>", "\\"])
def test_a_malformed_replacement_is_refused(replacement):
    with pytest.raises(ValueError, match="^malformed replacement: "):
        regex_check("t", "text", replacement)


@given(st.text("ab\n"), st.text("xy"))
def test_a_letter_is_found_wherever_it_stands(text, replacement):
    found = regex_check("a", text, replacement)
    assert [one["start"] for one in found["matches"]] == [
        place for place, letter in enumerate(text) if letter == "a"
    ]
    assert found["replaced"] == text.replace("a", replacement)
