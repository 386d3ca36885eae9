"""Tests of change_case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import change_case


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("upper", "THE MAX VALUE, ISN'T IT? YES."),
        ("lower", "the max value, isn't it? yes."),
        ("title", "The Max Value, Isn't It? Yes."),
        ("sentence", "The max value, isn't it? Yes."),
        ("snake", "the_max_value_isn_t_it_yes"),
        ("kebab", "the-max-value-isn-t-it-yes"),
        ("camel", "theMaxValueIsnTItYes"),
        ("pascal", "TheMaxValueIsnTItYes"),
        ("constant", "THE_MAX_VALUE_ISN_T_IT_YES"),
    ],
)
def test_every_style_of_a_sentence(style, expected):
    assert change_case("the MAX value, isn't it? yes.", style) == expected


@pytest.mark.parametrize(
    ("given_name", "snake"),
    [
        ("maxValue", "max_value"),
        ("MaxValue", "max_value"),
        ("max-value", "max_value"),
        ("MAX_VALUE", "max_value"),
        ("HTTPServerError", "http_server_error"),
        ("parseURL", "parse_url"),
        ("größeÄndern", "größeändern"),
        ("utf8Text", "utf8text"),
        ("__x__", "x"),
        ("", ""),
    ],
)
def test_names_are_cut_at_capitals_and_marks(given_name, snake):
    assert change_case(given_name, "snake") == snake


def test_each_sentence_starts_with_a_capital():
    text = "one. TWO! three? 4 four.five\nsix"
    assert change_case(text, "sentence") == "One. Two! Three? 4 four.five\nSix"


def test_a_title_keeps_apostrophes_and_white_space():
    assert change_case("don't  stop\tnow", "title") == "Don't  Stop\tNow"
    assert change_case("it\u2019s", "title") == "It\u2019s"


@pytest.mark.parametrize("style", ["camel", "pascal", "snake", "kebab", "constant"])
def test_a_text_without_words_gives_nothing(style):
    assert change_case(" -- ", style) == ""


def test_the_style_that_was_asked_for_is_the_default():
    assert change_case("the maxValue") == change_case("the maxValue", "upper")


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="no style 'shouting'"):
        change_case("text", "shouting")


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=5))
def test_names_turn_into_each_other(words):
    snake = "_".join(words)
    for style in ("kebab", "constant", "snake"):
        assert change_case(change_case(snake, style), "snake") == snake
