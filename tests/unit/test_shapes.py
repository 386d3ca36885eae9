"""Annotations and JSON meet in shapes."""

import ast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain.annotations import UnsupportedAnnotationError, shape_of
from chotu_bot.domain.shapes import (
    Anything,
    Choice,
    Either,
    Field,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Shape,
    TupleOf,
    admits_null,
    annotation,
    problems,
    schema,
    zero,
)


def read(text: str, **aliases: str) -> Shape:
    trees = {name: ast.parse(value, mode="eval").body for name, value in aliases.items()}
    return shape_of(ast.parse(text, mode="eval").body, aliases=trees)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("str", Scalar("string")),
        ("'int'", Scalar("integer")),
        ("typing.Any", Anything()),
        ("list", ListOf(Anything())),
        ("list[float]", ListOf(Scalar("number"))),
        ("Sequence[bool]", ListOf(Scalar("boolean"))),
        ("dict[str, list[int]]", MapOf(ListOf(Scalar("integer")))),
        ("Dict[str]", MapOf(Anything())),
        ("Mapping[Literal['a', 'b'], int]", MapOf(Scalar("integer"))),
        ("tuple[int, str]", TupleOf((Scalar("integer"), Scalar("string")))),
        ("tuple[int, ...]", ListOf(Scalar("integer"))),
        ("Optional[int]", Either((Scalar("integer"), Scalar("null")))),
        ("int | None | int", Either((Scalar("integer"), Scalar("null")))),
        ("Union[str, int]", Either((Scalar("string"), Scalar("integer")))),
        ("Annotated[int, 'x']", Scalar("integer")),
        ("Literal['a', 1, True, None]", Choice(("a", 1, True, None))),
        ("None", Scalar("null")),
    ],
)
def test_an_annotation_is_read_as_the_shape_it_means(text: str, shape: Shape) -> None:
    assert read(text) == shape


def test_an_alias_is_followed_and_a_circle_is_not() -> None:
    assert read("Grid", Grid="list[list[int]]") == ListOf(ListOf(Scalar("integer")))
    with pytest.raises(UnsupportedAnnotationError, match="JSON cannot carry Loop"):
        read("Loop", Loop="list[Loop]")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Path", "paths as str"),
        ("bytes", "base64"),
        ("set[int]", "use list"),
        ("dict[int, str]", "keys of a JSON object are str"),
        ("Callable[[int], int]", "no functions"),
        ("Literal[x]", "constants"),
        ("Literal[1.5]", "takes str"),
        ("'in valid'", "cannot read"),
        ("f()", "cannot read"),
        ("Mystery", "JSON cannot carry Mystery"),
        ("datetime.datetime", "ISO 8601"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_advice(text: str, hint: str) -> None:
    with pytest.raises(UnsupportedAnnotationError, match=hint):
        read(text)


RECORD = Record("Row", (Field("a", Scalar("integer")), Field("b", Scalar("string"), False)))
SHAPES: list[Shape] = [
    Scalar("string"),
    Scalar("integer"),
    Scalar("number"),
    Scalar("boolean"),
    Scalar("null"),
    ListOf(Scalar("integer")),
    TupleOf((Scalar("string"), Scalar("number"))),
    MapOf(Scalar("boolean")),
    RECORD,
    Choice(("x", "y")),
    Either((Scalar("integer"), Scalar("null"))),
    Anything(),
    ListOf(RECORD),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("shape", SHAPES, ids=annotation)
def test_the_zero_of_a_shape_fits_it(shape: Shape) -> None:
    assert list(problems(shape, zero(shape))) == []


@pytest.mark.parametrize("shape", SHAPES, ids=annotation)
@given(value=JSON)
def test_problems_agree_with_the_json_schema(shape: Shape, value: object) -> None:
    validator = jsonschema.Draft202012Validator(schema(shape))
    fits = not list(problems(shape, value))  # type: ignore[arg-type]
    whole_float = isinstance(value, float) or "." in repr(value) or "e" in repr(value)
    if fits or not whole_float:  # JSON Schema calls 1.0 an integer; Python does not
        assert fits == validator.is_valid(value)


def test_problems_say_where_and_what() -> None:
    found = list(problems(ListOf(RECORD), [{"a": "1", "c": 2}, 3, {}], "rows"))
    assert found == [
        "rows[0]: unknown key 'c'",
        "rows[0].a: '1' is not an integer",
        "rows[1]: 3 is not an object",
        "rows[2]: key 'a' is missing",
    ]


def test_misfits_of_every_kind_are_named() -> None:
    assert list(problems(Scalar("null"), 1)) == ["value: 1 is not null"]
    assert list(problems(ListOf(Anything()), {})) == ["value: {} is not a list"]
    assert list(problems(MapOf(Anything()), [])) == ["value: [] is not an object"]
    assert list(problems(Choice((1,)), True)) == ["value: True is none of 1"]
    long = "x" * 100
    assert "..." in next(problems(Scalar("integer"), long))
    assert list(problems(TupleOf((Anything(),)), [])) == ["value: 1 items wanted, 0 given"]
    assert list(problems(Either((Scalar("string"), RECORD)), 1)) == [
        "value: 1 fits none of str | Row"
    ]


def test_only_a_declared_none_admits_null() -> None:
    assert admits_null(read("int | None"))
    assert admits_null(read("Literal['a', None]"))
    assert not admits_null(read("Any"))
    assert not admits_null(read("list[None]"))


@pytest.mark.parametrize("shape", [one for one in SHAPES if one != RECORD], ids=annotation)
def test_an_annotation_reads_back(shape: Shape) -> None:
    if annotation(shape) != "list[Row]":
        assert read(annotation(shape)) == shape
