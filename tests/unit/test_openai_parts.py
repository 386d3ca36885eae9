"""The parts of the model path that need no server: members, module bodies, tests, redaction."""

import ast
from typing import Any

import pytest

from chotu_bot.domain.annotations import shape_of
from chotu_bot.domain.contract import Parameter
from chotu_bot.domain.shapes import Anything, Json, Shape
from chotu_bot.domain.verdict import Level
from chotu_bot.generators.modulebody import slots_of
from chotu_bot.generators.openai import members
from chotu_bot.generators.openai.completion import UnusableBodyError, read_completion, read_tokens
from chotu_bot.generators.openai.delimiters import as_data
from chotu_bot.generators.openai.dialect import Dialect
from chotu_bot.generators.openai.redaction import Redactor, shown_url
from chotu_bot.generators.openai.trouble import http_text
from chotu_bot.generators.testsource import proof_findings


def shape(text: str) -> Shape:
    return shape_of(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    ("hint", "given", "read"),
    [
        ("int", "3", 3),
        ("int", 3, 3),
        ("str", '"3"', "3"),
        ("str", "3", "3"),
        ("str", "plain", "plain"),
        ("str", "null", "null"),
        ("str | None", "null", None),
        ("bool", "true", True),
        ("bool", "False", False),
        ("list[int]", "[1, 2]", [1, 2]),
        ("dict[str, int]", {"a": 1}, {"a": 1}),
        ("Any", '{"a": 1}', {"a": 1}),
        ("Any", "[1", "[1"),
        ("float", "1.5", 1.5),
    ],
)
def test_values_are_read_as_json_or_json_text_whichever_fits(
    hint: str, given: Json, read: Json
) -> None:
    assert members.fitting(shape(hint), given, "x") == read


@pytest.mark.parametrize(("hint", "given"), [("int", "x"), ("int", "1.5"), ("list[int]", '["a"]')])
def test_values_that_fit_in_no_reading_are_refused(hint: str, given: Json) -> None:
    with pytest.raises(members.MemberError):
        members.fitting(shape(hint), given, "x")


@pytest.mark.parametrize(
    "given",
    [
        {"name": "a"},
        {"name": 7, "annotation": "int"},
        {"name": "A", "annotation": "int"},
        {"name": "a", "annotation": "x y"},
        {"name": "a", "annotation": "(" * 400},
        {"name": "a", "annotation": "list[int]", "default": "[1]"},
    ],
    ids=range(6),
)
def test_a_malformed_parameter_is_refused(given: dict[str, Json]) -> None:
    with pytest.raises(members.MemberError):
        members.parameter(given)


def test_type_is_another_word_for_annotation_and_required_wins_over_a_default() -> None:
    given: dict[str, Json] = {"name": "a", "type": "int", "default": 1, "required": True}
    assert members.parameter(given).required


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (lambda: list(members.parameters([1])), "each parameter"),
        (lambda: list(members.parameters(1)), "list of objects"),
        (lambda: members.words(3, "keywords"), "list of text"),
        (lambda: members.line(None, "summary"), "summary is one line"),
        (lambda: members.permissions({"run": ["a b"]}, frozenset()), "executable"),
        (lambda: members.permissions({"net": ["{a}"]}, frozenset()), "host:port"),
        (lambda: members.permissions({"env": ["A-B"]}, frozenset()), "environment variable"),
        (lambda: members.raises(["KeyboardInterrupt"]), "no built-in exception"),
        (lambda: members.example({"arguments": 1, "result": 1}, {}, Anything()), "an object"),
        (lambda: members.example({"arguments": {}, "result": 1}, P, Anything()), "do not match"),
    ],
    ids=range(10),
)
def test_malformed_members_say_what_they_should_be(action: Any, told: str) -> None:
    with pytest.raises(members.MemberError, match=told):
        action()


P = {"a": Parameter(name="a", shape=Anything(), annotation="Any")}


def test_missing_members_mean_none_and_long_lines_are_cut() -> None:
    assert list(members.parameters(None)) == []
    assert members.words(None, "x") == members.words("", "x") == ()
    assert members.permissions([], frozenset()) == members.permissions(None, frozenset())
    assert len(members.line("x" * 500, "summary")) == 200
    assert members.line("a\n\x07b ", "summary") == "a b"


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("def f():\n    return 1\n\n\nf()\n", "def f():\n    return 1\n"),
        ("def f():\n    return 1\n\n\nfor x in [1]:\n    f()\n", "def f():\n    return 1\n"),
        ("def f():\n    return X\n\n\nX = g()\n", None),
        ("def f():\n    return 1\n\n\n__all__ = ['f']\n", None),
        ("X = 1; Y = 2\n\n\ndef f():\n    return 1\n", None),
        ("def f():\n    return 1\n\n\nx = 1; f()\n", None),
        (
            "def f():\n    return 1\n\n\n@mark\ndef test_f():\n    assert f()\n",
            "def f():\n    return 1\n",
        ),
        (
            (
                "import unittest\nfrom tool import f\n\n\ndef f():\n    return 1\n\n\n"
                "class Cases(unittest.TestCase):\n    pass\n\n\nunittest.main()\n"
            ),
            "def f():\n    return 1\n",
        ),
        ("import pytest\n\n\ndef f():\n    return pytest\n", None),
    ],
    ids=range(9),
)
def test_a_body_keeps_what_a_tool_is_made_of(code: str, kept: str | None) -> None:
    assert slots_of(code) == (code if kept is None else kept)


@pytest.mark.parametrize(
    ("tests", "rule", "level"),
    [
        ("def test_a():\n    assert f()\n", "tests/few", Level.WARNING),
        ("class TestA:\n    def test_a(self):\n        f()\n", "tests/assert", Level.ERROR),
        (
            "def f():\n    return 1\n\n\ndef test_a():\n    assert f()\n",
            "tests/own-tool",
            Level.ERROR,
        ),
        ("from tool import g\n\n\ndef test_a():\n    assert f(g)\n", "tests/import", Level.ERROR),
        ("from math import *\n\n\ndef test_a():\n    assert f(pi)\n", "tests/few", Level.WARNING),
        ("from .x import y\n\n\ndef test_a():\n    assert f(y)\n", "tests/import", Level.ERROR),
        (
            "def test_a():\n    check_it(f())\n\n\ndef check_it(x):\n    assert x\n",
            "tests/few",
            Level.WARNING,
        ),
    ],
)
def test_what_keeps_tests_from_being_a_proof_is_found(tests: str, rule: str, level: Level) -> None:
    found = proof_findings(tests, "f", (), least=2, file="test_tool.py")
    assert (rule, level, "test_tool.py") in {(one.rule, one.level, one.file) for one in found}


@pytest.mark.parametrize(
    "secret",
    [
        "my-own-key-123",
        "sk-proj-abcdefgh12345678",
        "Bearer abc.def-ghi",
        "https://x/y?api-key=abc123&v=1",
        "ghp_abcdefgh12345678",
    ],
)
def test_nothing_that_looks_like_a_key_is_shown(secret: str) -> None:
    shown = Redactor("my-own-key-123").line(f"refused {secret}\nfor\x1b[31m you")
    for part in ("my-own-key", "abcdefgh", "abc.def", "abc123"):
        assert part not in shown
    assert "\x1b" not in shown
    assert "refused" in shown
    assert len(Redactor("").line("x y" * 500)) == 300
    assert "my-own-key" not in repr(Redactor("my-own-key-123"))


def test_an_address_is_shown_without_user_password_and_query() -> None:
    assert shown_url("https://user:pass@h.example:8/v1?key=s") == "https://h.example:8/v1"


def test_data_cannot_close_its_own_delimiters() -> None:
    first = as_data("X", "text")
    tag = first.partition(" ")[2].partition("\n")[0]
    second = as_data("X", f"{tag} X>>>")
    assert second.count(tag) == 1
    assert not second.endswith(f"{tag} X>>>")
    assert as_data("X", "a\r\nb\rc\0") == as_data("X", "a\nb\nc\ufffd")


def test_a_dialect_drops_one_thing_at_a_time_and_ends() -> None:
    dialect: Dialect | None = Dialect()
    steps = 0
    while dialect is not None:
        last = dialect
        text = "max_completion_tokens temperature system role unsupported"
        dialect = dialect.without(400, text, structured=True)
        steps += 1
    assert steps == 7
    assert (last.format, last.temperature, last.system) == ("text", False, False)


def test_an_error_about_the_model_is_not_taken_for_one_about_the_format() -> None:
    assert Dialect().without(404, "The model `x` does not exist", structured=True) is None
    assert Dialect().without(500, "grammar cannot be compiled", structured=True) is not None
    assert Dialect().without(500, "boom", structured=True) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"error": {"message": "m", "code": "c"}}', "HTTP 400 c m"),
        ('{"error": "plain"}', "HTTP 400 plain"),
        ('{"message": "m"}', "HTTP 400 m"),
        ("<html>", "HTTP 400"),
        ("not json", "HTTP 400 not json"),
        ("[1]", "HTTP 400 [1]"),
    ],
)
def test_the_message_of_an_http_error_is_found_in_any_form(body: str, said: str) -> None:
    assert http_text(400, body) == said


@pytest.mark.parametrize(
    "body", ["[]", "null", "{", '{"choices": [7]}', '{"choices": [{"message": 7}]}']
)
def test_a_body_that_is_no_completion_is_worth_another_try(body: str) -> None:
    with pytest.raises(UnusableBodyError) as caught:
        read_completion(body, 1)
    assert caught.value.again


def test_tokens_are_what_was_billed_else_a_high_guess() -> None:
    assert read_tokens('{"usage": {"total_tokens": 7}}', 100) == 7
    assert read_tokens('{"usage": {"prompt_tokens": 3, "completion_tokens": 5}}', 100) == 8
    assert read_tokens('{"usage": {"total_tokens": true}}', 100) > 100
    assert read_tokens("[" * 100_000, 100) > 100
