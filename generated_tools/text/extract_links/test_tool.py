"""Tests of extract_links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import extract_links


def test_both_kinds_in_the_order_of_the_text():
    text = "Ask zoe@example.org or ann.b+news@mail.example.co.uk, see https://example.org/a?b=c#d."
    assert extract_links(text) == {
        "emails": ["zoe@example.org", "ann.b+news@mail.example.co.uk"],
        "urls": ["https://example.org/a?b=c#d"],
    }


def test_each_address_comes_once():
    text = "a@b.org, a@b.org http://x.org http://x.org"
    assert extract_links(text) == {"emails": ["a@b.org"], "urls": ["http://x.org"]}


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("(see http://x.org/a)", "http://x.org/a"),
        ("http://x.org/a_(b)", "http://x.org/a_(b)"),
        ("[http://x.org/a]", "http://x.org/a"),
        ("<http://x.org/a>", "http://x.org/a"),
        ('"http://x.org/a"', "http://x.org/a"),
        ("http://x.org/a!?..", "http://x.org/a"),
        ("*http://x.org/a*", "http://x.org/a"),
        ("HTTPS://X.org:80/ä", "HTTPS://X.org:80/ä"),
        ("http://x.org/a,b;c.", "http://x.org/a,b;c"),
    ],
)
def test_what_surrounds_an_address_does_not_belong_to_it(text, url):
    assert extract_links(text)["urls"] == [url]


@pytest.mark.parametrize(
    "text", ["", "ftp://x.org", "www.x.org", "xhttp://a.b", "a@b", "@b.org", "a@b.c", "a@-b.org"]
)
def test_what_is_no_address_is_not_found(text):
    assert extract_links(text) == {"emails": [], "urls": []}


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("mailto:a@b.org", "a@b.org"),
        ("<a@b.org>", "a@b.org"),
        ("a@b.org.", "a@b.org"),
        ("A_B%c@X-y.ORG", "A_B%c@X-y.ORG"),
        ("a@b.museum!", "a@b.museum"),
    ],
)
def test_emails_in_a_sentence(text, email):
    assert extract_links(text)["emails"] == [email]


def test_an_address_inside_a_web_address_is_no_email():
    assert extract_links("http://x.org/?mail=a@b.org") == {
        "emails": [],
        "urls": ["http://x.org/?mail=a@b.org"],
    }


def test_a_long_text_without_addresses_is_done_quickly():
    assert extract_links("a." * 20_000 + "b" * 20_000) == {"emails": [], "urls": []}


def test_something_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="text must be a string, not int"):
        extract_links(42)


@given(st.lists(st.text("abc", min_size=1), unique=True))
def test_every_address_between_words_is_found(names):
    emails = [f"{name}@{name}.org" for name in names]
    assert extract_links(", ".join(["to", *emails, "end"]))["emails"] == emails
