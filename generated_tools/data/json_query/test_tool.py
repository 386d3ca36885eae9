"""Tests of json_query."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import json_query

TEXT = json.dumps(
    {
        "people": [{"name": "Ann", "age": 9}, {"name": "Bob", "tags": ["x", "y"]}],
        "a key": {"b.c": None, "": 0},
        "grün": True,
    }
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("people[0].name", ["Ann"]),
        ("people[1].name", ["Bob"]),
        ("people[-1].name", ["Bob"]),
        ("people[-2].age", [9]),
        ("people[*].name", ["Ann", "Bob"]),
        ("people.*.name", ["Ann", "Bob"]),
        ("people[*].age", [9]),
        ("people[*].tags[*]", ["x", "y"]),
        ("people[0].*", ["Ann", 9]),
        ("['a key']['b.c']", [None]),
        ("['a key']['']", [0]),
        ("grün", [True]),
        ("people[2]", []),
        ("people[-3]", []),
        ("people.name", []),
        ("grün[0]", []),
        ("grün.*", []),
        ("grün.x", []),
        ("absent.name", []),
    ],
)
def test_values_by_path(path, expected):
    assert json_query(TEXT, path) == expected


def test_no_path_is_the_whole_value():
    assert json_query("[1, 2]", "") == [[1, 2]]


def test_a_path_may_start_with_a_place():
    assert json_query("[[1, 2], [3]]", "[*][0]") == [1, 3]
    assert json_query("[1, 2]", "*") == [1, 2]


@pytest.mark.parametrize("path", [".a", "a..b", "a[", "a[x]", "a b", "a['x]", "a.", "a[1.5]", "a]"])
def test_a_path_that_cannot_be_understood_is_refused(path):
    with pytest.raises(ValueError, match="cannot understand the path from here on: "):
        json_query("{}", path)


@pytest.mark.parametrize("text", ["", "{'a': 1}", "[1"])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match="^not JSON: "):
        json_query(text, "a")


def test_a_text_nested_too_deeply_is_refused():
    with pytest.raises(ValueError, match="nested too deeply"):
        json_query("[" * 200_000, "")


@given(st.lists(st.integers(), max_size=5), st.integers(-6, 5))
def test_places_are_those_of_a_list(values, place):
    expected = [values[place]] if -len(values) <= place < len(values) else []
    assert json_query(json.dumps({"a": values}), f"a[{place}]") == expected


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = json_query(
        text='{"people": [{"name": "Ann"}, {"name": "Bob"}]}', path="people[*].name"
    )
    assert json.loads(json.dumps(result)) == ["Ann", "Bob"]
