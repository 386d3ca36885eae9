"""Tests of toml_to_json."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import toml_to_json


def test_tables_lists_and_values():
    text = """
name = "Grün"
[owner]
age = 42
ratio = 0.5
active = true
tags = ["a", "b"]
[[pets]]
kind = "cat"
"""
    assert json.loads(toml_to_json(text)) == {
        "name": "Grün",
        "owner": {"age": 42, "ratio": 0.5, "active": True, "tags": ["a", "b"]},
        "pets": [{"kind": "cat"}],
    }


def test_the_layout():
    assert toml_to_json('a = {b = "ü"}') == '{\n  "a": {\n    "b": "ü"\n  }\n}'
    assert toml_to_json('a = {b = "ü"}', 0) == '{"a": {"b": "ü"}}'
    assert toml_to_json("a = 1", 16) == "{\n" + " " * 16 + '"a": 1\n}'


def test_dates_and_times_become_texts():
    text = "d = 2024-02-29\nt = 12:30:00\nm = 2024-02-29T12:30:00Z\nl = 2024-02-29T12:30:00"
    assert json.loads(toml_to_json(text)) == {
        "d": "2024-02-29",
        "t": "12:30:00",
        "m": "2024-02-29T12:30:00+00:00",
        "l": "2024-02-29T12:30:00",
    }


def test_an_empty_text_is_an_empty_object():
    assert toml_to_json("") == "{}"


@pytest.mark.parametrize("text", ["a", "a = ", "a = 1\na = 2", "[a", "a = {1}"])
def test_what_is_no_toml_is_refused(text):
    with pytest.raises(ValueError, match="^not TOML: "):
        toml_to_json(text)


@pytest.mark.parametrize("text", ["a = inf", "a = nan"])
def test_numbers_that_json_has_not_are_refused(text):
    with pytest.raises(ValueError, match="JSON has no inf and no nan"):
        toml_to_json(text)


@pytest.mark.parametrize("indent", [-1, 17])
def test_an_indent_out_of_range_is_refused(indent):
    with pytest.raises(ValueError, match=f"indent must be from 0 to 16, not {indent}"):
        toml_to_json("", indent)


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(-(2**60), 2**60)))
def test_numbers_come_through(content):
    text = "\n".join(f"{key} = {value}" for key, value in content.items())
    assert json.loads(toml_to_json(text)) == content


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = toml_to_json(text="a = 1")
    assert result == '{\n  "a": 1\n}'
