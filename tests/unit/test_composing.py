"""Composition: what fits together, how modules become one, and which requests name two steps."""

import pytest

from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.draft import Request, Task
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.errors import CannotRepairError, GeneratorError
from chotu_bot.generators.composing.fitting import Component, Joint, joint
from chotu_bot.generators.composing.generator import ComposingGenerator, is_composed_of
from chotu_bot.generators.composing.merging import cut, merged, renamed
from chotu_bot.learning.sequences import resolved, steps
from chotu_bot.rendering.templates import Templates, shipped_folder

HEADER = """# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "{name}."
# category = "text"
# keywords = ["{name}"]
{permissions}# ///
"""
MAIN = """

if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump({name}(**json.loads(given)), sys.stdout)
"""


def tool(signature: str, permissions: str = "") -> Component:
    """A component whose function has this signature; it is never run here."""
    name = signature.partition("(")[0]
    given = f"# permissions = {permissions}\n" if permissions else ""
    source = (
        HEADER.format(name=name, permissions=given)
        + f'"""{name}."""\n\nimport re\n\n_MARK = re.compile("a")\n\n\n'
        + f'def {signature}:\n    """{name}.\n\n    Raises:\n        ValueError: always.\n    """\n'
        + "    raise ValueError(_MARK.pattern)\n"
        + MAIN.format(name=name)
    )
    tests = (
        f"from tool import {name}\nimport pytest\n\nGIVEN = 1\n\n\n"
        f"def test_it():\n    with pytest.raises(ValueError):\n        {name}(GIVEN)\n"
    )
    contract = read_contract(source.encode())
    return Component(contract=contract, tool=source, tests=tests, digest="0" * 64)


def contract(signature: str, permissions: str = "") -> Contract:
    return tool(signature, permissions).contract


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("one(a: int) -> str", "two(b: str) -> int", Joint(parameter="b")),
        ("one(a: int) -> list[str]", "two(b: str) -> int", Joint(parameter="b", is_joined=True)),
        ("one(a: int) -> list[int]", "two(n: int, b: list[int]) -> int", Joint(parameter="b")),
    ],
)
def test_a_result_goes_into_the_one_parameter_of_its_type(
    first: str, second: str, found: Joint
) -> None:
    assert joint(contract(first), contract(second)) == found


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("one(a: int) -> int",), ("two(b: str) -> int",), "no parameter for what one gives"),
        (("one(a: int) -> int",), ("two(b: str, c: int = 1) -> int",), "no parameter"),
        (("one(a: int) -> str",), ("two(b: str, c: str) -> int",), "several parameters"),
        (("one(a: int) -> str",), ("two(b: str) -> str", '{ read = ["b"] }'), "only a caller"),
        (("one(a: str) -> str", '{ write = ["a"] }'), ("two(b: str) -> str",), "one may write"),
        (("one(a: str) -> str",), ("two(b: str) -> str", '{ net = ["x.org:80"] }'), "may network"),
    ],
)
def test_what_does_not_fit_is_said(
    first: tuple[str, ...], second: tuple[str, ...], why: str
) -> None:
    answer = joint(contract(*first), contract(*second))
    assert isinstance(answer, str)
    assert why in answer


def test_modules_are_merged_with_imports_once_and_clashing_names_apart() -> None:
    first = cut(
        '"""Doc."""\n\nimport re\nfrom a import b as c\n\nLIMIT = 1\n\n\n'
        "def f():\n    return LIMIT\n"
    )
    second = cut(
        "import re\n\nLIMIT: int = 2\nOTHER = (3, LIMIT)\n\n\nclass Kept:\n    other = 4\n\n\n"
        'def g(x):\n    return f"{LIMIT:>3} LIMIT {x.LIMIT}" + str(LIMIT)\n'
    )
    found = merged(first, second, "of_second")
    assert found.imports == ("import re", "from a import b as c")
    assert found.renames == {"LIMIT": "LIMIT_of_second"}
    assert "def f():\n    return LIMIT\n" in found.body
    assert 'f"{LIMIT_of_second:>3} LIMIT {x.LIMIT}" + str(LIMIT_of_second)' in found.body
    assert "OTHER = (3, LIMIT_of_second)" in found.body
    assert {"LIMIT", "LIMIT_of_second", "OTHER", "Kept", "f", "g"} <= found.names


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("from a import x\n", "from b import x\n", "different things by x"),
        ("x = 1\n", "from b import x\n", "defines x, which the other imports"),
        ("x = 1\n", "x = 2\nprint(dict(x=x))\n", "x stands for two things"),
        ("x = 1\n", "x = 2\n\n\nclass A:\n    x: int = 3\n", "x stands for two things"),
    ],
)
def test_modules_that_cannot_be_merged_are_refused(first: str, second: str, why: str) -> None:
    with pytest.raises(GeneratorError, match=why):
        merged(cut(first), cut(second), "of_second")


def test_renaming_leaves_attributes_and_plain_texts_alone() -> None:
    source = 'a.name = name + "name"\nname(name)\n'
    assert renamed(source, {"name": "other"}) == 'a.name = other + "name"\nother(other)\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("text of a PDF, then summarise it", ("text of a PDF", "summarise it")),
        ("sort the lines and then count them.", ("sort the lines", "count them")),
        ("hash a file followed by base64", ("hash a file", "base64")),
        ("merge PDF files", None),
        ("do a, then b, then c", None),
        ("then summarise it", None),
    ],
)
def test_a_request_for_two_steps_is_cut_in_two(text: str, found: tuple[str, str] | None) -> None:
    assert steps(text) == found


def test_a_step_that_points_at_the_result_before_it_gets_its_word() -> None:
    assert resolved("summarise it", "the text") == "summarise the text"
    assert resolved("count its words", "the text") == "count the words of the text"


@pytest.fixture
def generator() -> ComposingGenerator:
    first = tool("one(a: int, n: int = 1) -> str", "{ system = true }")
    second = tool("two(b: str, n: int, path: str) -> int", '{ read = ["path"] }')
    render = Templates([shipped_folder()]).render
    return ComposingGenerator(first, second, Joint(parameter="b"), render)


def test_a_draft_unites_parameters_permissions_and_errors(generator: ComposingGenerator) -> None:
    request = Request(text="one thing, then another")
    draft = generator.draft(Task(request=request, taken_names=frozenset({"one_then_two"})))
    made = draft.contract
    assert made.signature == "one_then_two_2(a: int, two_n: int, path: str, n: int = 1) -> int"
    assert made.permissions == Permissions(read=("path",), system=True)
    assert made.raises == ("ValueError",)
    assert made.composed_from == tuple(f"{one}@1.0.0 sha256:{'0' * 64}" for one in ("one", "two"))
    assert "_two(b=found, n=two_n, path=path)" in draft.code
    assert "_MARK_of_second" in draft.code
    assert draft.authorship.source == "one + two"
    assert is_composed_of(made, contract("one() -> int"), contract("two() -> int"))
    assert not is_composed_of(made, contract("two() -> int"), contract("one() -> int"))
    with pytest.raises(CannotRepairError, match="one \\+ two"):
        generator.repair(Task(request=request), draft, ())
