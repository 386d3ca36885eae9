"""Submitted files become a draft: header or derived contract, slots, and rewritten test imports."""

import json
from typing import Any

import pytest

from chotu_bot.domain.contract import Example, Permissions
from chotu_bot.domain.draft import Draft, Request, Task
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import GateFailedError, GeneratorError, UsageError
from chotu_bot.generators import testsource
from chotu_bot.generators.submitted import MalformedSubmissionError, SubmittedGenerator

TOOL = '''"""Slugs."""

import re


def slugify(text: str, sep: str = "-") -> str:
    """Make a slug of a text.

    More about it.

    Args:
        text: what is slugged.
        sep: stands between words.

    Returns:
        The slug.

    Raises:
        ValueError: when nothing is left.
    """
    return re.sub(r"\\W+", sep, text.lower())


if __name__ == "__main__":
    import sys

    print(slugify(sys.argv[1]))
'''
TESTS = """import pytest
from slugify import slugify


def test_slug():
    assert slugify("A B") == "a-b"
"""
HEADER = """# /// script
# requires-python = ">=3.11"
# dependencies = ["pypdf>=5"]
#
# [tool.chotu]
# version = "2.1.0"
# summary = "Make a slug."
# category = "web"
# keywords = ["slug"]
# permissions = { read = ["text"] }
# examples = [
#   '{"arguments": {"text": "A"}, "result": "a"}',
# ]
# ///
"""


def submit(
    tool: str | bytes,
    tests: str | bytes = "",
    request: Request | None = None,
    allowed: tuple[str, ...] = (),
    **more: Any,
) -> Draft:
    generator = SubmittedGenerator(
        tool.encode() if isinstance(tool, str) else tool,
        tests.encode() if isinstance(tests, str) else tests,
        **more,
    )
    task = Task(request=request or Request(text="slug a text"), allowed_dependencies=allowed)
    return generator.draft(task)


def findings(tool: str | bytes, tests: str | bytes = "", **more: Any) -> tuple[Finding, ...]:
    with pytest.raises(MalformedSubmissionError) as caught:
        submit(tool, tests, **more)
    assert isinstance(caught.value, GateFailedError)
    assert caught.value.exit_code == 1
    assert str(caught.value)
    return caught.value.findings


def test_a_plain_tool_gets_a_contract_from_its_source() -> None:
    draft = submit(TOOL, TESTS, tool_stem="slugify", author="ann")
    contract = draft.contract
    assert contract.signature == "slugify(text: str, sep: str = '-') -> str"
    assert contract.summary == "Make a slug of a text."
    assert contract.category == "text"
    assert contract.keywords == ("slugify",)
    assert contract.raises == ("ValueError",)
    assert contract.version == "1.0.0"
    assert contract.permissions == Permissions()
    assert [one.summary for one in contract.parameters] == [
        "what is slugged.",
        "stands between words.",
    ]
    assert draft.code == TOOL.partition("\n\n\nif __name__")[0] + "\n"
    assert draft.tests == TESTS.replace("from slugify import slugify\n", "")
    assert draft.authorship.generator == "submitted"
    assert draft.authorship.source == "ann"
    assert not draft.authorship.independent_tests


def test_our_own_header_is_used_as_it_is() -> None:
    contract = submit(HEADER + TOOL, TESTS, tool_stem="slugify").contract
    assert (contract.version, contract.summary, contract.category) == (
        "2.1.0",
        "Make a slug.",
        "web",
    )
    assert contract.permissions == Permissions(read=("text",))
    assert contract.dependencies == ("pypdf>=5",)
    assert contract.examples == (Example(arguments={"text": "A"}, result="a"),)


def test_the_header_leaves_the_body() -> None:
    assert submit(HEADER + TOOL, TESTS).code == submit(TOOL, TESTS).code


def test_a_wrong_header_is_a_finding_and_never_a_guess() -> None:
    found = findings(HEADER.replace('"2.1.0"', '"two"') + TOOL, tool_stem="mine")
    assert ("mine.py", "contract/header") in {(one.file, one.rule) for one in found}


def test_a_header_of_uv_alone_gives_its_dependencies() -> None:
    plain = '# /// script\n# dependencies = ["pypdf>=4", "@@", 3]\n# ///\n'
    assert submit(plain + TOOL).contract.dependencies == ("pypdf>=4",)
    assert submit(plain.replace("[", "{") + TOOL).contract.dependencies == ()
    assert submit(plain.replace('["pypdf>=4", "@@", 3]', "7") + TOOL).contract.dependencies == ()


def test_allowed_dependencies_that_are_imported_are_declared() -> None:
    imports = f"import pypdf\nfrom other_lib.x import y\n{TOOL}"
    contract = submit(imports, allowed=("other-lib", "pypdf", "unused")).contract
    assert contract.dependencies == ("other-lib", "pypdf")
    assert contract.category == "documents"


def test_permissions_come_from_the_hook_where_the_file_declares_none() -> None:
    seen: list[str] = []

    def infer(body: str) -> Permissions:
        seen.append(body)
        return Permissions(system=True)

    assert submit(TOOL, infer_permissions=infer).contract.permissions.system
    assert "__main__" not in seen[0]
    assert not submit(HEADER + TOOL, infer_permissions=infer).contract.permissions.system
    assert len(seen) == 1


def test_users_examples_come_first_and_win() -> None:
    users = Example(arguments={"text": "A"}, result="other")
    request = Request(text="x", examples=(users,))
    assert submit(HEADER + TOOL, request=request).contract.examples == (users,)


TWO = "def one(a: int) -> int:\n    return a\n\n\ndef two(a: int) -> int:\n    return one(a)\n"


@pytest.mark.parametrize(
    ("more", "tests", "name"),
    [
        ({"request": Request(text="x", name="two")}, "", "two"),
        ({"tool_stem": "one"}, "", "one"),
        ({"tool_stem": "mine"}, "from mine import two\n", "two"),
        ({"tool_stem": "mine"}, "import mine\n\n\ndef test_a():\n    assert mine.one(1)\n", "one"),
    ],
)
def test_the_function_is_the_one_named_by_option_file_or_tests(
    more: dict[str, Any], tests: str, name: str
) -> None:
    assert submit(TWO, tests, **more).contract.name == name


def test_a_helper_with_an_underscore_and_tests_inside_are_no_candidates() -> None:
    tool = (
        "def _h():\n    return 1\n\n\ndef test_x():\n    assert _h()\n\n\n"
        "def real() -> int:\n    return 1\n"
    )
    assert submit(tool).contract.name == "real"


def test_when_it_is_unclear_which_function_is_meant_the_candidates_are_named() -> None:
    with pytest.raises(UsageError, match=r"--name with one of: one, two"):
        submit(TWO, "from mine import one, two\n", tool_stem="mine")
    with pytest.raises(UsageError, match=r"no function called three; there are: one, two"):
        submit(TWO, request=Request(text="x", name="three"))


def test_a_file_without_a_function_is_a_finding() -> None:
    assert findings("X = 1\n")[0].rule == "contract/function"


def test_an_async_function_is_left_to_the_gate() -> None:
    draft = submit("async def one(a: int) -> int:\n    return a\n")
    assert draft.contract.name == "one"
    assert draft.code.startswith("async def one")


@pytest.mark.parametrize("name", ["json", "learn", "print", "Slug"])
def test_f24_a_name_that_is_not_allowed_is_a_finding(name: str) -> None:
    (found,) = findings(f"def {name}(a: int) -> int:\n    return a\n")
    assert (found.rule, found.line) == ("contract/name", 1)


def test_missing_hints_stay_missing_and_the_code_stays_as_it_is() -> None:
    tool = (
        "def count(items, /, kind: 'Thing', *rest, n=object(), "
        "deep: dict[int, str] = None, **more):\n"
        "    return len(items)\n"
    )
    draft = submit(tool)
    assert draft.code == tool
    assert [(one.name, one.annotation, one.required) for one in draft.contract.parameters] == [
        ("items", "Any", True),
        ("kind", "Any", True),
        ("n", "Any", False),
        ("deep", "Any", False),
    ]
    assert draft.contract.summary == "slug a text"


def test_typed_dicts_of_the_module_are_understood_beside_missing_pieces() -> None:
    tool = (
        "from typing import TypedDict\n\n\nclass Row(TypedDict):\n    a: int\n\n\n"
        "def rows(text, first: Row) -> list[Row]:\n    return [first]\n"
    )
    contract = submit(tool).contract
    assert contract.result_annotation == "list[Row]"
    assert contract.parameters[1].annotation == "Row"


def test_a_long_or_missing_docstring_still_gives_one_line() -> None:
    tool = f'def one(a: int) -> int:\n    """{"x" * 300}\n\n    more"""\n    return a\n'
    assert len(submit(tool).contract.summary) == 200
    tool = '"""The module says."""\n\n\ndef one(a: int) -> int:\n    return a\n'
    assert submit(tool).contract.summary == "The module says."


@pytest.mark.parametrize("which", [0, 1])
def test_a_syntax_error_names_file_and_line_and_is_no_crash(which: int) -> None:
    files = [TOOL, TESTS]
    files[which] = "x = 1\ndef broken(:\n"
    (found,) = findings(*files, tool_stem="mine", test_stem="test_mine")
    assert found.rule == "contract/syntax"
    assert (found.file, found.line) == (["mine.py", "test_mine.py"][which], 2)


def test_what_is_no_text_is_a_finding() -> None:
    (found,) = findings(b"x = 1\ny = '\xff'\n")
    assert (found.rule, found.line) == ("contract/encoding", 2)
    assert findings("x = '\0'\n")[0].rule == "contract/syntax"
    assert findings("(" * 500)[0].rule == "contract/syntax"


def test_the_line_ends_and_the_mark_of_other_editors_do_not_matter() -> None:
    windows = ("\ufeff" + TOOL.replace("\n", "\r\n")).encode()
    assert submit(windows, TESTS) == submit(TOOL, TESTS)


def test_repair_sends_the_findings_to_the_author() -> None:
    generator = SubmittedGenerator(TOOL.encode(), TESTS.encode())
    task = Task(request=Request(text="x"))
    with pytest.raises(GeneratorError, match="author"):
        generator.repair(task, generator.draft(task), ())


@pytest.mark.parametrize(
    ("tests", "rewritten"),
    [
        ("from mine import f\nX = 1\n", "X = 1\n"),
        ("from tool import f\nX = 1\n", "X = 1\n"),
        ("from .mine import f\n", ""),
        ("from src.mine import f", ""),
        ("from html.mine import f\n", "from html.mine import f\n"),
        ("from mine import (\n    f,\n    g as h,\n)\n", "from tool import g as h\n"),
        ("from mine import f as g\n", "g = f\n"),
        ("from mine import *\n", "from tool import *\n"),
        ("from mine import f; X = 1\n", "pass; X = 1\n"),
        ("import mine\nassert mine.f('é') or mine.f(1)\n", "assert f('é') or f(1)\n"),
        ("é = 'é'; import mine as m\nassert m.f(1)\n", "é = 'é'; pass\nassert f(1)\n"),
        ("import mine\nassert mine._g\n", "import tool as mine\nassert mine._g\n"),
        ("import tool\nassert tool._g\n", "import tool\nassert tool._g\n"),
        ("import mine\npatch('mine.os')\n", "import tool as mine\npatch('mine.os')\n"),
        ("def test_a():\n    from mine import f\n    f()\n", "def test_a():\n    pass\n    f()\n"),
        (
            "def test_a():\n    import mine\n    assert mine.f()\n",
            "def test_a():\n    pass\n    assert f()\n",
        ),
        ("import os, mine\n", "import os, mine\n"),
        (
            "# é comment\n\n\nimport   os\nX  =  ( 1 )\n",
            "# é comment\n\n\nimport   os\nX  =  ( 1 )\n",
        ),
    ],
)
def test_test_imports_of_the_tool_are_rewritten_and_nothing_else(
    tests: str, rewritten: str
) -> None:
    assert testsource.without_tool_import(tests, "f", {"tool", "mine"}) == rewritten


def test_tests_called_like_those_of_the_examples_are_renamed() -> None:
    tests = "def test_example_1():\n    assert f\n\n\ndef test_example_2():\n    assert f\n"
    renamed = testsource.without_reserved_names(tests, 1)
    assert renamed == tests.replace("test_example_1", "test_given_example_1")
    assert testsource.without_reserved_names(tests, 0) == tests


def test_the_function_from_a_module_that_is_nowhere_else_is_the_tools() -> None:
    tests = "from your_module import slugify\n\n\ndef test_a():\n    assert slugify('A')\n"
    assert "your_module" not in submit(TOOL, tests).tests
    installed = tests.replace("your_module", "other_lib.x")
    assert (
        "from other_lib.x import slugify" in submit(TOOL, installed, allowed=("other-lib",)).tests
    )


def test_unittest_cases_are_kept() -> None:
    tests = (
        "import unittest\nimport slugify\n\n\nclass Slugs(unittest.TestCase):\n"
        "    def test_a(self):\n        self.assertEqual(slugify.slugify('A'), 'a')\n"
    )
    draft = submit(TOOL, tests, tool_stem="slugify")
    assert "self.assertEqual(slugify('A'), 'a')" in draft.tests
    assert "import slugify" not in draft.tests
    assert testsource.proof_findings(draft.tests, "slugify", (), least=1) == []


def test_a_draft_of_a_submission_holds_nothing_that_is_not_json() -> None:
    contract = submit(TOOL).contract
    assert json.loads(json.dumps(contract.arguments_schema)) == contract.arguments_schema
