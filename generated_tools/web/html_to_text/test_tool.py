"""Tests of html_to_text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import html_to_text

PAGE = """<!DOCTYPE html>
<html><head><title>Hidden</title><style>p {color: red}</style></head>
<body><h1>The   Title</h1>
<p>First &amp; <em>best</em>&nbsp;line,<br>broken
here.</p><script>alert("no")</script>
<ul><li>one</li><li>two</li></ul>
<p>See <a href="https://example.org/a">there</a>.</p></body></html>"""


def test_a_whole_page():
    assert html_to_text(PAGE) == (
        "The Title\n\nFirst & best line,\nbroken here.\n\n- one\n- two\n\nSee there."
    )


def test_addresses_of_links_on_demand():
    assert html_to_text(PAGE, links=True).endswith("See there [https://example.org/a].")
    assert html_to_text('<a>x</a> <a href="">y</a></a>', links=True) == "x y"
    assert html_to_text('<a href="1">x<a href="2">y</a></a>', links=True) == "xy [2] [1]"


@pytest.mark.parametrize(
    "tag", ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"]
)
def test_paragraphs_are_parted_by_a_blank_line(tag):
    assert html_to_text(f"a<{tag}>b</{tag}>c") == "a\n\nb\n\nc"


@pytest.mark.parametrize("tag", ["tr", "dt", "dd", "div", "section", "article", "figcaption"])
def test_lines_are_parted_by_a_line_break(tag):
    assert html_to_text(f"a<{tag}>b</{tag}>c") == "a\nb\nc"


@pytest.mark.parametrize("tag", ["b", "i", "span", "code", "a"])
def test_other_tags_part_nothing(tag):
    assert html_to_text(f"a<{tag}>b</{tag}>c") == "abc"


@pytest.mark.parametrize("tag", ["script", "style", "head", "template", "noscript"])
def test_hidden_content_is_left_out(tag):
    assert html_to_text(f"a<{tag}>b</{tag}>c") == "ac"


def test_hidden_content_may_be_nested_and_an_end_without_a_start_hides_nothing():
    assert html_to_text("<noscript>a<template>b</template>c</noscript>d") == "d"
    assert html_to_text("</template>a<template>b</template>c") == "ac"


def test_cells_of_a_table_are_apart():
    table = "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>"
    assert html_to_text(table) == "a b\n\nc d"


def test_what_is_not_well_formed_is_read_all_the_same():
    assert html_to_text("<p>a <b>b<p>c < d &unknown; &lt;x&gt; <!-- no -->") == (
        "a b\n\nc < d &unknown; <x>"
    )


def test_rules_and_breaks_need_no_end():
    assert html_to_text("a<hr>b<br>c") == "a\n\nb\nc"


def test_a_page_may_end_in_the_middle_of_a_character():
    assert html_to_text("x &lt") == "x <"


def test_an_empty_page_has_no_text():
    assert html_to_text("") == ""


def test_something_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="html must be a string, not int"):
        html_to_text(42)


@given(st.lists(st.text("abc", min_size=1), min_size=1))
def test_words_come_through_in_order(words):
    assert html_to_text("".join(f"<p>{word}</p>" for word in words)) == "\n\n".join(words)


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = html_to_text(html="<p>Hello <b>World</b></p>")
    assert result == "Hello World"
