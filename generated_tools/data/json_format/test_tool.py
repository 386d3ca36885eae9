"""Tests of json_format."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import json_format

TEXTS = st.text('ab"\\\n/ü😀')
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def test_two_spaces_per_level_unless_said_otherwise():
    assert json_format('{"b":{"c":1},"a":"ü"}') == ('{\n  "b": {\n    "c": 1\n  },\n  "a": "ü"\n}')


def test_another_indent():
    assert json_format("[1]", 1) == "[\n 1\n]"
    assert json_format("[1]", 16) == f"[\n{' ' * 16}1\n]"


def test_no_indent_is_the_shortest_text():
    assert json_format('{"b": [1, 2.5, "ü", null],\n "a": true}', 0) == (
        '{"b":[1,2.5,"ü",null],"a":true}'
    )


@pytest.mark.parametrize(
    ("indent", "expected"), [(0, '{"a":2,"b":1}'), (1, '{\n "a": 2,\n "b": 1\n}')]
)
def test_sorted_keys(indent, expected):
    assert json_format('{"b":1,"a":2}', indent, sort_keys=True) == expected


def test_keys_keep_their_order_otherwise():
    assert json_format('{"b":1,"a":2}', 0) == '{"b":1,"a":2}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: .* at line 1, column 1"),
        ("[1,\n 2", "not JSON: .* at line 2, column 3"),
        ("{'a': 1}", "not JSON: .* at line 1, column 2"),
        ("[NaN]", "not JSON: NaN is no JSON number"),
        ("-Infinity", "not JSON: -Infinity is no JSON number"),
        ('[{"x": 0, "a": 1, "a": 2}]', "the key 'a' comes twice in one object"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        json_format(text)


@pytest.mark.parametrize("indent", [-1, 17])
def test_an_indent_out_of_range_is_refused(indent):
    with pytest.raises(ValueError, match=f"indent must be from 0 to 16, not {indent}"):
        json_format("[]", indent)


@given(VALUES, st.integers(0, 4), st.booleans())
def test_the_value_stays_the_same(value, indent, sort_keys):
    assert json.loads(json_format(json.dumps(value), indent, sort_keys)) == value


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = json_format(text="[1,2]", indent=0)
    assert result == "[1,2]"


def test_example_2() -> None:
    """Example 2 of the contract."""
    result = json_format(text='{"b":1,"a":[]}', indent=2, sort_keys=True)
    assert result == '{\n  "a": [],\n  "b": 1\n}'
