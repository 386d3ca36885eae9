"""Tests of json_to_yaml."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tool import json_to_yaml


def test_a_mapping_in_block_style():
    assert json_to_yaml('{"name": "Zoë", "ports": [80, 443], "on": {"tls": true}}') == (
        "name: Zoë\nports:\n- 80\n- 443\n'on':\n  tls: true\n"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", "[]\n"),
        ('{"a": null}', "a: null\n"),
        ('["1", 1, 1.5]', "- '1'\n- 1\n- 1.5\n"),
        ('{"yes": "no"}', "'yes': 'no'\n"),
    ],
)
def test_values(text, found):
    assert json_to_yaml(text) == found


def test_keys_keep_their_order_or_are_sorted():
    assert json_to_yaml('{"b": 1, "a": 2}') == "b: 1\na: 2\n"
    assert json_to_yaml('{"b": 1, "a": 2}', sort_keys=True) == "a: 2\nb: 1\n"


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", "1 2"])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match="no sound JSON: "):
        json_to_yaml(text)


def test_a_text_nested_too_deeply_is_refused():
    with pytest.raises(ValueError, match="nested too deeply"):
        json_to_yaml("[" * 50_000 + "]" * 50_000)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=6,
    )
)
def test_it_reads_back_as_the_same_value(value):
    assert yaml.safe_load(json_to_yaml(json.dumps(value))) == value
