"""Examples are read as people type them."""

from pathlib import Path

import pytest

from chotu_bot.app.examples import FILE_LIMIT, parse_example
from chotu_bot.errors import UsageError


@pytest.mark.parametrize(
    ("text", "arguments", "result"),
    [
        ('text="a b" => 2', {"text": "a b"}, 2),
        ('a = [1, 2] , b={"x": null}=>"y"', {"a": [1, 2], "b": {"x": None}}, "y"),
        ('text="x => y, z = 1" => "@home"', {"text": "x => y, z = 1"}, "@home"),
        (" => true", {}, True),
        ('mail="me@example.org" => [1]', {"mail": "me@example.org"}, [1]),
    ],
)
def test_arguments_and_result_are_json(text: str, arguments: object, result: object) -> None:
    example = parse_example(text, Path())
    assert (example.arguments, example.result, example.files) == (arguments, result, {})


def test_a_file_is_attached_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_bytes(b"x,y")
    example = parse_example('paths=[@in/a.csv], o={"p": @in/a.csv} => 1', tmp_path)
    assert example.arguments == {"paths": ["a.csv"], "o": {"p": "a.csv"}}
    assert example.files == {"a.csv": b"x,y"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "no name=JSON at character 1"),
        ("text=hello => 1", "text needs double quotes"),
        ('text="a" => ', "no JSON value"),
        ('text="a" 1', "no => after the arguments"),
        ('text="a", text="b" => 1', "gives text twice"),
        ('text="a" => 1 2', "stands '2'"),
        ("path=@missing.csv => 1", "cannot be read"),
    ],
)
def test_another_form_is_refused_with_the_right_one(text: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=hint):
        parse_example(text, tmp_path)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * (FILE_LIMIT + 1))
    with pytest.raises(UsageError, match="65537 bytes"):
        parse_example("path=@big => 1", tmp_path)
