"""A contract is read from header and syntax tree; nothing is imported."""

import sys
from pathlib import Path

import pytest

from chotu_bot.domain.contract import Example, Permissions, Risk
from chotu_bot.domain.header import example_from_json, example_to_json
from chotu_bot.domain.malformed import MalformedToolError
from chotu_bot.domain.toolfile import body_of, has_header, is_main_block, parse, read_contract

HEADER = """\
# /// script
# requires-python = ">=3.11"
# dependencies = ["pypdf>=5"]
#
# [tool.chotu]
# version = "1.2.3"
# summary = "Merge PDF files."
# category = "documents"
# keywords = ["pdf"]
# permissions = { read = ["inputs"], write = ["output"], system = true }
# examples = ['{"arguments": {"inputs": ["a"], "output": "x"}, "result": {"pages": 1}}']
# ///
"""
BODY = '''"""Merge."""
from typing import NotRequired, Required, TypedDict

LIMIT = 3
Names = list[str]


class Base(TypedDict):
    pages: int


class Result(Base, total=False):
    note: str
    name: Required[str]


class Other(TypedDict):
    maybe: NotRequired[int]


def merge_files(inputs: Names, output: str, *, limit: int = LIMIT, tags: list = ("a",)) -> Result:
    """Merge files.

    Longer text: with a colon.

    Args:
        inputs: Files to merge
            in this order.
        output (str): Where it goes.

    Returns:
        What was done.

    Raises:
        ValueError: when there is none.
        mod.OwnError: else.
    """
    return {"pages": 1}


if __name__ == "__main__":
    print("x")
'''


def problems_of(source: str) -> list[str]:
    with pytest.raises(MalformedToolError) as caught:
        read_contract(source.encode())
    return [f"{one.rule}:{one.line}:{one.message}" for one in caught.value.findings]


def test_everything_a_contract_holds_is_read() -> None:
    contract = read_contract((HEADER + BODY).encode())
    assert contract.name == "merge_files"
    assert contract.version == "1.2.3"
    assert contract.dependencies == ("pypdf>=5",)
    assert contract.permissions == Permissions(read=("inputs",), write=("output",), system=True)
    assert contract.risk is Risk.WRITE
    assert contract.raises == ("ValueError", "mod.OwnError")
    assert contract.parameters[0].summary == "Files to merge"
    assert contract.parameters[1].summary == "Where it goes."
    assert contract.parameter("limit").default == 3
    assert contract.parameter("tags").default == ["a"]
    assert contract.parameter("nothing") is None
    assert contract.examples == (
        Example(arguments={"inputs": ["a"], "output": "x"}, result={"pages": 1}),
    )
    assert contract.signature == (
        "merge_files(inputs: Names, output: str, limit: int = 3, tags: list = ['a']) -> Result"
    )
    assert contract.result_schema["required"] == ["pages", "name"]
    assert contract.arguments_schema["required"] == ["inputs", "output"]


def test_f08_reading_a_tool_never_runs_it(tmp_path: Path) -> None:
    canary = tmp_path / "ran"
    evil = f"open({str(canary)!r}, 'w')\nimport os\nos._exit(3)\n"
    read_contract((HEADER + evil + BODY).encode())
    assert not canary.exists()
    assert "merge_files" not in sys.modules


def test_every_problem_is_named_at_once() -> None:
    found = problems_of("def f(a, /, b: set, *c, d: int = print, **e): return 1\n")
    rules = [one.split(":")[0] for one in found]
    assert rules.count("contract/header") == 1
    assert rules.count("contract/hints") == 3
    assert rules.count("contract/signature") == 4
    assert "contract/docstring" in rules


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('version = "1.2.3"', 'version = "1.2"', "version '1.2'"),
        ('version = "1.2.3"', "version = 1", "version is a string"),
        ('"Merge PDF files."', '""', "summary is one line"),
        ('"documents"', '"../etc"', "no category"),
        ('["pdf"]', '"pdf"', "keywords is a list of strings"),
        ("system = true", "system = 1", "system is true or false"),
        ("system = true", "everything = true", "unknown permission 'everything'"),
        ('{ read = ["inputs"], write = ["output"], system = true }', "3", "is a table"),
        ("# category", "# nonsense = 1\n# category", "unknown key 'nonsense' in [tool.chotu]"),
        ("# dependencies", "# nonsense = 1\n# dependencies", "unknown key 'nonsense' in the PEP"),
        ("[tool.chotu]", "[tool.other]", "no [tool.chotu] table"),
        ("# [tool.chotu]", "# [tool.chotu", "no TOML"),
        ('"result": {"pages": 1}', '"res": 1', "example 1"),
        ('"result": {"pages": 1}', '"result": 1, "x": 1', "example 1"),
        ('"result": {"pages": 1}', '"result": 1, "files": []', "files is an object"),
        ('"result": {"pages": 1}', '"result": 1, "files": {"a": 1}', "a file is text or"),
        ('"result": {"pages": 1}', '"result": 1, "files": {"a": {"base64": "!"}}', "base64"),
        ("'{\"arg", "'{{\"arg", "example 1"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_named(old: str, new: str, message: str) -> None:
    assert old in HEADER
    found = problems_of(HEADER.replace(old, new) + BODY)
    assert any(message in one for one in found), found


def test_two_headers_or_none_are_refused() -> None:
    assert "two PEP 723 blocks" in problems_of(HEADER + "\n" + HEADER + BODY)[0]
    assert "no PEP 723 block" in problems_of(BODY)[0]
    assert not has_header(BODY)
    assert has_header(HEADER)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("x = (\n", "not valid Python"),
        ("def a() -> int:\n    '''D.'''\n\ndef b() -> int:\n    '''D.'''\n", "there is a, b"),
        ("def _a() -> int:\n    '''D.'''\n", "there is none"),
        ("async def a() -> int:\n    '''D.'''\n", "a is async"),
        ("def a() -> int | None:\n    '''D.'''\n", "may return None"),
        ("def a() -> bytes:\n    '''D.'''\n", "the result: JSON cannot carry bytes"),
        ("def a() -> int:\n    return 1\n", "no docstring"),
        ("def a(x: int = f()) -> int:\n    '''D.'''\n", "not a JSON constant"),
        ("def a(x: float = 1e999) -> int:\n    '''D.'''\n", "not a JSON constant"),
        ("class R(TypedDict):\n    x: bytes\ndef a() -> R:\n    '''D.'''\n", "cannot carry bytes"),
        ("x = " + "(" * 500 + ")" * 500, "not valid Python|cannot be parsed"),
        ("x = " + "-" * 100_000 + "1", "not valid Python|cannot be parsed"),
    ],
)
def test_a_wrong_body_is_named(body: str, message: str) -> None:
    found = problems_of(HEADER + body)
    assert any(part in found[0] for part in message.split("|")), found


@pytest.mark.parametrize("source", [b"\xff\xfe", b"\xef\xbb\xbfx = 1", b"x\r\n", b"x\0"])
def test_a_file_that_is_not_plain_utf8_is_refused(source: bytes) -> None:
    with pytest.raises(MalformedToolError, match="contract/encoding"):
        read_contract(source)


def test_the_body_comes_without_header_and_main_block() -> None:
    body = body_of(HEADER + BODY)
    assert body.startswith('"""Merge."""')
    assert "__main__" not in body
    assert "/// script" not in body
    assert not is_main_block(parse("if x == 1:\n    pass").body[0])


def test_an_example_goes_through_json_and_back() -> None:
    example = Example(
        arguments={"a": [1, None]}, result="ü", files={"t.txt": b"text", "b.bin": b"\xff\0"}
    )
    assert example_from_json(example_to_json(example)) == example
