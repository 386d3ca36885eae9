"""Semantic versions, computed from what a new contract changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain.compatibility import Change, difference, includes, next_version
from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.shapes import (
    Anything,
    Choice,
    Either,
    Field,
    Json,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Shape,
    TupleOf,
    problems,
)

TEXT, INTEGER, NUMBER = Scalar("string"), Scalar("integer"), Scalar("number")
NULL, BOOLEAN = Scalar("null"), Scalar("boolean")
ROW = Record("Row", (Field("a", TEXT), Field("b", INTEGER, required=False)))


def parameter(name: str, shape: Shape = TEXT, **changes: Json) -> Parameter:
    made = Parameter(name=name, shape=shape, annotation=type(shape).__name__)
    return replace(made, **changes)  # type: ignore[arg-type]


OPTIONAL = parameter("limit", INTEGER, required=False, default=3)
BASE = Contract(
    name="shout",
    summary="Shout.",
    category="text",
    parameters=(parameter("text"), OPTIONAL),
    result=Either((TEXT, NULL)),
    permissions=Permissions(read=("text",), net=("a.example:443",), system=True),
)


@pytest.mark.parametrize(
    ("new", "change", "told"),
    [
        (BASE, Change.PATCH, ""),
        (replace(BASE, summary="Louder.", keywords=("x",)), Change.PATCH, ""),
        (replace(BASE, parameters=(OPTIONAL,)), Change.MAJOR, "parameter text is gone"),
        (
            replace(BASE, parameters=(*BASE.parameters, parameter("more"))),
            Change.MAJOR,
            "parameter more must be given now",
        ),
        (
            replace(BASE, parameters=(*BASE.parameters, parameter("more", required=False))),
            Change.MINOR,
            "parameter more is new and optional",
        ),
        (
            replace(BASE, parameters=(parameter("text", required=False), OPTIONAL)),
            Change.MINOR,
            "parameter text is optional now",
        ),
        (
            replace(BASE, parameters=(parameter("text"), replace(OPTIONAL, required=True))),
            Change.MAJOR,
            "parameter limit must be given now",
        ),
        (
            replace(BASE, parameters=(parameter("text"), replace(OPTIONAL, default=4))),
            Change.MAJOR,
            "parameter limit was 3 and is 4",
        ),
        (
            replace(BASE, parameters=(parameter("text", Either((TEXT, NULL))), OPTIONAL)),
            Change.MINOR,
            "parameter text was Scalar and is Either",
        ),
        (
            replace(BASE, parameters=(parameter("text", Choice(("a",))), OPTIONAL)),
            Change.MAJOR,
            "parameter text was Scalar and is Choice",
        ),
        (
            replace(BASE, parameters=(OPTIONAL, parameter("text"))),
            Change.MAJOR,
            "the order of parameters changed",
        ),
        (replace(BASE, result=TEXT), Change.MINOR, "the result was Any and is Any"),
        (replace(BASE, result=Anything()), Change.MAJOR, "the result was Any and is Any"),
        (
            replace(BASE, permissions=replace(BASE.permissions, net=("a.example:443", "b:1"))),
            Change.MAJOR,
            "it may net b:1 now",
        ),
        (
            replace(BASE, permissions=replace(BASE.permissions, net=())),
            Change.MINOR,
            "it may not net a.example:443 any more",
        ),
        (
            replace(BASE, permissions=replace(BASE.permissions, system=False)),
            Change.MINOR,
            "it may not read the machine's status any more",
        ),
    ],
)
def test_a_change_is_told_and_weighed(new: Contract, change: Change, told: str) -> None:
    found = difference(BASE, new)
    assert found.change is change
    assert told in " ".join((*found.breaking, *found.compatible))
    assert bool(told) == bool(found.breaking or found.compatible)


def test_reading_the_machine_is_a_new_permission() -> None:
    old = replace(BASE, permissions=Permissions())
    new = replace(BASE, permissions=Permissions(system=True))
    assert difference(old, new).breaking == ("it may read the machine's status now",)


def test_one_breaking_change_outweighs_compatible_ones() -> None:
    new = replace(BASE, parameters=(), permissions=Permissions())
    assert difference(BASE, new).change is Change.MAJOR


@pytest.mark.parametrize(
    ("change", "version"),
    [(Change.PATCH, "1.2.4"), (Change.MINOR, "1.3.0"), (Change.MAJOR, "2.0.0")],
)
def test_the_next_version(change: Change, version: str) -> None:
    assert next_version("1.2.3", change) == version


def test_a_version_that_was_rolled_back_is_not_used_again() -> None:
    used = {"1.2.3", "1.2.4", "1.3.0", "1.4.0"}
    assert next_version("1.2.3", Change.PATCH, used) == "1.2.5"
    assert next_version("1.2.3", Change.MINOR, used) == "1.5.0"


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        (NUMBER, INTEGER, True),
        (INTEGER, NUMBER, False),
        (Anything(), ROW, True),
        (TEXT, Choice(("a", "b")), True),
        (Either((TEXT, BOOLEAN, NULL, INTEGER)), Choice(("a", True, None, 2)), True),
        (TEXT, Choice(("a", 1)), False),
        (Choice(("a", "b")), Choice(("a",)), True),
        (Choice(("a",)), Choice(("a", "b")), False),
        (Choice(("a",)), TEXT, False),
        (ListOf(NUMBER), ListOf(INTEGER), True),
        (ListOf(NUMBER), TupleOf((INTEGER, NUMBER)), True),
        (TupleOf((NUMBER, TEXT)), TupleOf((INTEGER, TEXT)), True),
        (TupleOf((NUMBER,)), TupleOf((INTEGER, TEXT)), False),
        (TupleOf((NUMBER,)), ListOf(INTEGER), False),
        (MapOf(NUMBER), MapOf(INTEGER), True),
        (MapOf(Either((TEXT, INTEGER))), ROW, True),
        (MapOf(TEXT), ROW, False),
        (ROW, Record("Row", (Field("a", TEXT),)), True),
        (Record("Row", (Field("a", TEXT),)), ROW, False),
        (ROW, Record("Row", (Field("a", TEXT, required=False),)), False),
        (ROW, Record("Row", (Field("a", NUMBER),)), False),
        (ROW, MapOf(TEXT), False),
    ],
)
def test_which_types_hold_which(wide: Shape, narrow: Shape, answer: bool) -> None:  # noqa: FBT001
    assert includes(wide, narrow) is answer


LEAVES = st.one_of(
    st.sampled_from([TEXT, INTEGER, NUMBER, BOOLEAN, NULL, Anything(), ROW]),
    st.lists(st.sampled_from(["a", "b", 1, True, None]), min_size=1, max_size=3).map(
        lambda values: Choice(tuple(values))
    ),
)
SHAPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(ListOf),
        inner.map(MapOf),
        st.lists(inner, max_size=2).map(lambda items: TupleOf(tuple(items))),
        st.lists(inner, min_size=1, max_size=2).map(lambda items: Either(tuple(items))),
    ),
    max_leaves=4,
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["a", "b", "z", 0.5])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=3,
)


@given(wide=SHAPES, narrow=SHAPES, value=VALUES)
def test_what_is_included_never_has_a_value_of_its_own(
    wide: Shape, narrow: Shape, value: Json
) -> None:
    fits = not list(problems(narrow, value, "value"))
    if includes(wide, narrow) and fits:
        assert list(problems(wide, value, "value")) == []


@given(shape=SHAPES)
def test_every_type_holds_itself(shape: Shape) -> None:
    assert includes(shape, shape)
