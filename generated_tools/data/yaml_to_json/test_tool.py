"""Tests of yaml_to_json."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import yaml_to_json


def test_a_mapping_with_a_list():
    assert yaml_to_json("name: Zoë\nports: [80, 443]\n") == (
        '{\n  "name": "Zoë",\n  "ports": [\n    80,\n    443\n  ]\n}'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "null"),
        ("yes", "true"),
        ("a: ~", '{"a": null}'),
        ("- 1\n- 1.5\n- '1'", '[1, 1.5, "1"]'),
        ("2: a\ntrue: b", '{"2": "a", "true": "b"}'),
        ("day: 2026-01-02", '{"day": "2026-01-02"}'),
        ("at: 2026-01-02 03:04:05", '{"at": "2026-01-02T03:04:05"}'),
        ("text: |\n  one\n  two\n", '{"text": "one\\ntwo\\n"}'),
    ],
)
def test_values(text, found):
    assert yaml_to_json(text, 0) == found


def test_indents():
    assert yaml_to_json("a: 1") == yaml_to_json("a: 1", 2)
    assert yaml_to_json("a: 1", 1) == '{\n "a": 1\n}'
    assert yaml_to_json("a: 1", 8) == '{\n        "a": 1\n}'


@pytest.mark.parametrize("indent", [-1, 9])
def test_an_indent_out_of_range_is_refused(indent):
    with pytest.raises(ValueError, match=f"indent must be from 0 to 8, not {indent}"):
        yaml_to_json("a: 1", indent)


@pytest.mark.parametrize(
    "text", ["a: [", "a: b: c", "--- 1\n--- 2", "!!python/name:os.system x", "\0"]
)
def test_what_is_no_single_document_is_refused(text):
    with pytest.raises(ValueError, match="no sound YAML: "):
        yaml_to_json(text)


def test_an_alias_is_refused():
    with pytest.raises(ValueError, match="aliases .* are not supported: write the value out"):
        yaml_to_json("a: &x [1]\nb: *x")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("!!binary aGk=", "JSON cannot say it: a bytes"),
        ("!!set {a, b}", "JSON cannot say it: a set"),
        ("2026-01-02: x", "JSON cannot say it: keys"),
        (".nan", "not JSON compliant"),
    ],
)
def test_what_json_cannot_say_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        yaml_to_json(text)


def test_a_text_nested_too_deeply_is_refused():
    with pytest.raises(ValueError, match="nested too deeply"):
        yaml_to_json("[" * 600 + "]" * 600)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("abc: -#", max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_json_is_yaml_already(value):
    assert json.loads(yaml_to_json(json.dumps(value))) == value
