"""Tests of markdown_to_html."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import markdown_to_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("# One", "<h1>One</h1>"),
        ("###### Six ##", "<h6>Six</h6>"),
        ("####### Seven", "<p>####### Seven</p>"),
        ("#One", "<p>#One</p>"),
        ("---", "<hr>"),
        ("--", "<p>--</p>"),
        ("*****", "<hr>"),
        ("one\n  two  \n\nthree", "<p>one two</p>\n<p>three</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n+ b\n1. c", "<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li></ol>"),
        ("1. a\n2) b\nrest", "<ol><li>a</li><li>b</li></ol>\n<p>rest</p>"),
        ("-a", "<p>-a</p>"),
        ("> a\n> b\n>\n> # c\nd", "<blockquote><p>a b</p><h1>c</h1></blockquote>\n<p>d</p>"),
        ("text\n# head\nmore", "<p>text</p>\n<h1>head</h1>\n<p>more</p>"),
        ("text\n- a", "<p>text</p>\n<ul><li>a</li></ul>"),
        ("text\n> a", "<p>text</p>\n<blockquote><p>a</p></blockquote>"),
        ("text\n---", "<p>text</p>\n<hr>"),
        ("text in\n2024. It", "<p>text in 2024. It</p>"),
    ],
)
def test_blocks(text, expected):
    assert markdown_to_html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a b** __c__", "<strong>a b</strong> <strong>c</strong>"),
        ("*a* _b_", "<em>a</em> <em>b</em>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("~~a~~", "<del>a</del>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("`a*b*` *c*", "<code>a*b*</code> <em>c</em>"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<script>", "&lt;script&gt;"),
        ("[a *b*](http://x.org/a_b_c)!", '<a href="http://x.org/a_b_c">a <em>b</em></a>!'),
        ("[a](mailto:b@c.org)", '<a href="mailto:b@c.org">a</a>'),
        ("[a](b.html#c)", '<a href="b.html#c">a</a>'),
        ("![a](b.png) *x*", '<img src="b.png" alt="a"> <em>x</em>'),
        ("[a](javascript:alert)", "a"),
        ("![a](data:x)", "a"),
        ('[a](x"y)', '<a href="x&quot;y">a</a>'),
        ("[a] (b)", "[a] (b)"),
    ],
)
def test_inside_a_paragraph(text, expected):
    assert markdown_to_html(text) == f"<p>{expected}</p>"


def test_fenced_code_is_shown_as_it_is():
    text = "```python\nif a < b:\n    # no heading\n\n```\nafter"
    assert markdown_to_html(text) == (
        '<pre><code class="language-python">if a &lt; b:\n    # no heading\n</code></pre>\n'
        "<p>after</p>"
    )
    assert markdown_to_html("text\n```\nx\n```") == "<p>text</p>\n<pre><code>x</code></pre>"


def test_an_open_code_block_is_refused():
    with pytest.raises(ValueError, match="a code block that starts with ``` is not closed"):
        markdown_to_html("```\nx")


def test_quotes_nested_too_deeply_are_refused():
    with pytest.raises(ValueError, match="quotes are nested too deeply"):
        markdown_to_html(">" * 5000)


@given(st.text("ab<>&\"' "))
def test_nothing_in_the_text_becomes_a_tag(text):
    assert "<" not in re.sub(r"</?(p|blockquote)>", "", markdown_to_html(text))


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = markdown_to_html(text="# Title")
    assert result == "<h1>Title</h1>"
