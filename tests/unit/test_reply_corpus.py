"""Every reply of the corpus gives exactly what it should: the code, the object, or the error."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from chotu_bot.reply import errors
from chotu_bot.reply.code import parse_code
from chotu_bot.reply.structured import parse_object

FOLDER = Path(__file__).parents[1] / "data" / "replies"
CASES: dict[str, dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text("utf-8"))


def reply(case: str) -> str:
    return (FOLDER / f"{case}.txt").read_bytes().decode("utf-8")


def of(call: str) -> list[str]:
    return [name for name, case in CASES.items() if case["call"] == call]


def fails(case: dict[str, Any]) -> bool:
    return isinstance(case["expect"], str) and case["expect"].startswith("!")


@pytest.mark.parametrize("name", [one for one in of("code") if not fails(CASES[one])])
def test_f56_code_is_found_in_every_messy_reply(name: str) -> None:
    case = CASES[name]
    code = parse_code(reply(name), name=case["name"], cut_off=case["cut_off"])
    if case["expect"] == "defines":
        defined = [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
        assert defined == [case["name"]]
        assert "import re" in code
        assert "_VOWELS = " in code
    else:
        assert code == (FOLDER / f"{case['expect']}.py.txt").read_text("utf-8")


@pytest.mark.parametrize("name", [one for one in of("code") if fails(CASES[one])])
def test_f23_what_is_no_code_is_a_typed_error(name: str) -> None:
    case = CASES[name]
    with pytest.raises(errors.ReplyError) as caught:
        parse_code(reply(name), name=case["name"], cut_off=case["cut_off"])
    assert type(caught.value).__name__ == case["expect"][1:]


@pytest.mark.parametrize("name", [one for one in of("object") if not fails(CASES[one])])
def test_f56_the_object_is_found_in_every_messy_reply(name: str) -> None:
    case = CASES[name]
    found = parse_object(reply(name), keys=case["keys"], cut_off=case["cut_off"])
    assert found.value == case["expect"]


@pytest.mark.parametrize("name", [one for one in of("object") if fails(CASES[one])])
def test_what_is_no_object_is_a_typed_error(name: str) -> None:
    case = CASES[name]
    with pytest.raises(errors.ReplyError) as caught:
        parse_object(reply(name), keys=case["keys"], cut_off=case["cut_off"])
    assert type(caught.value).__name__ == case["expect"][1:]


def test_every_file_of_the_corpus_has_a_case() -> None:
    files = {path.stem for path in FOLDER.glob("*.txt") if not path.name.endswith(".py.txt")}
    assert files == set(CASES)
    assert len(CASES) >= 60
