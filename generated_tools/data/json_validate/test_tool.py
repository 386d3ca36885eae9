"""Tests of json_validate."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import json_validate

PERSON = {
    "title": "A person",
    "type": "object",
    "required": ["name", "age"],
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}},
    },
}


def problems(value, schema=PERSON):
    return [(one["path"], one["problem"]) for one in json_validate(json.dumps(value), schema)]


def test_what_fits_has_no_problems():
    assert problems({"name": "Zoë", "age": 3, "tags": ["a", "b"], "more": 1}) == []


def test_every_problem_is_told_with_its_place():
    assert json_validate('{"age": -1, "tags": ["c", "a", 1]}', PERSON) == [
        {"path": "$", "problem": "lacks name"},
        {"path": "$.age", "problem": "is less than 0"},
        {"path": "$.tags[0]", "problem": 'is none of ["a", "b"]'},
        {"path": "$.tags[2]", "problem": 'is none of ["a", "b"]'},
    ]


@pytest.mark.parametrize(("age", "found"), [(0, []), (150, []), (151, ["is more than 150"])])
def test_bounds_are_allowed(age, found):
    assert [why for _, why in problems({"name": "", "age": age})] == found


VALUES = {
    "object": ({}, "an object"),
    "array": ([], "an array"),
    "string": ("x", "a string"),
    "integer": (1, "an integer"),
    "number": (1.5, "a number"),
    "boolean": (True, "a boolean"),
    "null": (None, "null"),
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("other", VALUES)
def test_types(kind, other):
    value, told = VALUES[other]
    fits = kind == other or (kind, other) == ("number", "integer")
    wrong = [("$", f"is {told}, not {VALUES[kind][1]}")]
    assert problems(value, {"type": kind}) == ([] if fits else wrong)


def test_a_wrong_type_is_not_looked_into():
    assert problems(5, {"type": "string", "enum": ["x"], "minimum": 9}) == [
        ("$", "is an integer, not a string")
    ]


def test_bounds_speak_of_numbers_alone():
    assert problems("5", {"minimum": 9}) == []
    assert problems(True, {"minimum": 9}) == []
    assert problems(8.5, {"minimum": 9}) == [("$", "is less than 9")]


def test_deeper_places():
    schema = {"items": {"properties": {"a": {"items": {"type": "null"}}}}}
    assert problems([{}, {"a": [None, 0]}], schema) == [("$[1].a[1]", "is an integer, not null")]


@pytest.mark.parametrize("text", ["", "{", "[1,]"])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match="no sound JSON: "):
        json_validate(text, {})


def test_a_text_nested_too_deeply_is_refused():
    with pytest.raises(ValueError, match="nested too deeply"):
        json_validate("[" * 50_000, {})


def test_an_unknown_keyword_or_type_is_refused():
    with pytest.raises(ValueError, match="keyword that is not known: allOf"):
        problems(1, {"items": {}, "oneOf": [], "allOf": []})
    with pytest.raises(ValueError, match="type that is not known: text"):
        problems(1, {"type": "text"})


@given(st.recursive(st.none() | st.integers() | st.text(), lambda one: st.lists(one, max_size=3)))
def test_an_empty_schema_allows_anything(value):
    assert problems(value, {}) == []
