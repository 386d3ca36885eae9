"""Tests of text_template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import text_template


def test_placeholders_are_filled():
    assert text_template("Dear {who}, until {day}, {who}!", {"who": "Zoë", "day": "Monday"}) == (
        "Dear Zoë, until Monday, Zoë!"
    )


def test_names_may_have_digits_and_underscores():
    assert text_template("{_a1}{B_2}", {"_a1": "x", "B_2": "y"}) == "xy"


@pytest.mark.parametrize("template", ["", "plain", "{ }", "{1a}", "{a b}", "{", "a}", "{a-b}"])
def test_other_braces_are_left_alone(template):
    assert text_template(template, {}) == template


def test_a_value_is_not_filled_again():
    assert text_template("{a}{b}", {"a": "{b}", "b": r"\1"}) == r"{b}\1"


def test_missing_values_are_all_named_once():
    with pytest.raises(KeyError, match="no value for: b, a'"):
        text_template("{b}{a}{b}{c}", {"c": "x"})


def test_missing_values_may_be_kept():
    assert text_template("{a} {b}", {"b": "x"}, keep_missing=True) == "{a} x"


@pytest.mark.parametrize("keep_missing", [True, False])
def test_values_without_a_placeholder_are_named(keep_missing):
    with pytest.raises(ValueError, match="no placeholder for: x, y$"):
        text_template("{a}", {"y": "", "a": "", "x": ""}, keep_missing)


@given(st.dictionaries(st.text("abcxyz", min_size=1), st.text(), max_size=4))
def test_values_come_out_in_the_order_of_the_template(values):
    template = "|".join("{" + one + "}" for one in values)
    assert text_template(template, values) == "|".join(values.values())
