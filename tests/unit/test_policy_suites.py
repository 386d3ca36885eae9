"""Which tests count as proof, and what tests may not do."""

import ast

import pytest

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.suite_rules import suite_findings

HEAD = "import pytest\nimport unittest\nfrom tool import add\n\n\n"


def _found(source: str) -> set[str]:
    text = HEAD + source
    return {one.rule for one in suite_findings(text, ast.parse(text)) if one.level is Level.ERROR}


def _test(*lines: str) -> str:
    return "def test_it(tmp_path):\n" + "".join(f"    {line}\n" for line in lines)


PROOFS = [
    _test("assert add(1, 2) == 3"),
    _test("assert add(1, 2) == 3 and add(2, 1) == 3"),
    _test("assert not add(0, 0)", "assert add(1, 1) == 2"),
    _test("with pytest.raises(TypeError):", "    add('a', 1)"),
    _test("with pytest.raises(Exception, match='number'):", "    add('a', 1)"),
    _test("pytest.raises(TypeError, add, 'a', 1)"),
    _test("for a in range(3):", "    assert add(a, 0) == a"),
    _test("for a in range(3):", "    if a:", "        assert add(a, 0) == a"),
    _test(
        "try:",
        "    add('a', 1)",
        "except TypeError as error:",
        "    assert str(error) == 'no'",
        "else:",
        "    raise AssertionError",
    ),
    _test(
        "try:",
        "    add('a', 1)",
        "    pytest.fail('no error')",
        "except TypeError as error:",
        "    assert str(error) == 'no'",
    ),
    _test("try:", "    add('a', 1)", "    assert False", "except TypeError:", "    pass"),
    _test("if tmp_path:", "    assert add(1, 2) == 3", "else:", "    assert add(1, 2) == 3"),
    _test("assert (total := add(1, 2)) == 3", "assert total"),
    _test("assert all(add(a, 0) == a for a in (1, 2))"),
    "def check(a):\n    assert add(a, 0) == a\n\n\n" + _test("check(1)", "check(2)"),
    "class TestAdd:\n    def test_it(self):\n        assert add(1, 2) == 3\n",
    (
        "class Old(unittest.TestCase):\n"
        "    def test_it(self):\n        self.assertEqual(add(1, 2), 3)\n"
    ),
    "async def test_it():\n    assert add(1, 2) == 3\n",
    (
        "from hypothesis import given\nfrom hypothesis import strategies as st\n\n\n"
        "def test_it():\n    @given(st.integers())\n    def inner(a):\n"
        "        assert add(a, 0) == a\n\n    inner()\n"
    ),
]
WEAK_BESIDE_STRONG = _test("assert add(1, 2) == 3") + "\n\ndef test_smoke():\n    add(1, 2)\n"
VACUOUS = [
    _test("try:", "    add('a', 1)", "    assert False", "except Exception:", "    pass"),
    _test("add(1, 2)"),
    _test("assert True"),
    _test("assert 1"),
    _test("assert add(1, 2) == add(1, 2)"),
    _test("assert add(1, 2) is not None"),
    _test("assert isinstance(add(1, 2), int)"),
    _test("assert add(1, 2) == 3 or True"),
    _test("with pytest.raises(Exception):", "    add('a', 1)"),
    _test("with pytest.raises(BaseException):", "    add('a', 1)"),
    _test("try:", "    assert add(1, 2) == 4", "except AssertionError:", "    pass"),
    _test("try:", "    assert add(1, 2) == 4", "except (ValueError, Exception):", "    pass"),
    _test("try:", "    assert add(1, 2) == 4", "except:", "    pass"),
    _test("if add(1, 2) == 3:", "    assert add(1, 2) == 3"),
    _test("assert 1 + 2 == 3", "add(1, 2)"),
    _test("raise NotImplementedError"),
    "VALUE = add(1, 2)\n",
    "def test_it():\n    assert 3 == int('3')\n",
    "def helper():\n    assert add(1, 2) == 3\n\n\ndef test_it():\n    add(1, 2)\n",
    "class Other:\n    def test_it(self):\n        assert add(1, 2) == 3\n",
]
FORBIDDEN = {
    "tests/patching": [
        "import json\n\n\n" + _test("json.dumps = add", "assert add(1, 2) == 3"),
        "import sys\n\n\n" + _test("sys.modules['x'] = add", "assert add(1, 2) == 3"),
        "import importlib, tool\n\n\n" + _test("importlib.reload(tool)", "assert add(1, 2) == 3"),
        "from unittest import mock\n\n\n@mock.patch('tool.add')\n" + _test("assert add(1, 2) == 3"),
        "import tool\nfrom unittest import mock\n\n\n"
        + _test("with mock.patch.object(tool, 'x'):", "    assert add(1, 2) == 3"),
    ],
    "tests/randomness": [
        "import random\n\n\n" + _test("a = random.Random().random()", "assert add(a, 0) == a"),
        "import secrets\n\n\n" + _test("a = secrets.randbelow(3)", "assert add(a, 0) == a"),
        "import uuid\n\n\n" + _test("assert add(uuid.uuid4(), 0) == 3"),
    ],
    "tests/outside": [
        _test("open('../x', 'w')", "assert add(1, 2) == 3"),
        "import shutil\n\n\n" + _test("shutil.rmtree('/tmp/x')", "assert add(1, 2) == 3"),
    ],
    "tests/invisible-text": ["# \u202e\n" + _test("assert add(1, 2) == 3")],
    "tests/hooks": ["__test__ = False\n" + _test("assert add(1, 2) == 3")],
}


@pytest.mark.parametrize("source", PROOFS)
def test_a_test_that_compares_is_a_proof(source: str) -> None:
    assert _found(source) == set()


@pytest.mark.parametrize("source", VACUOUS)
def test_f15_a_test_that_cannot_fail_is_none(source: str) -> None:
    assert "tests/vacuous" in _found(source)


@pytest.mark.parametrize(
    ("rule", "source"), [(rule, one) for rule, many in FORBIDDEN.items() for one in many]
)
def test_what_tests_may_not_do_is_named(rule: str, source: str) -> None:
    assert rule in _found(source)


def test_a_relative_file_and_the_own_file_are_only_warnings() -> None:
    source = HEAD + _test("open('x', 'w')", "open(__file__)", "assert add(1, 2) == 3")
    levels = {one.level for one in suite_findings(source, ast.parse(source))}
    assert levels == {Level.WARNING}


def test_a_smoke_test_beside_proofs_is_only_a_warning() -> None:
    source = HEAD + WEAK_BESIDE_STRONG
    levels = {one.level for one in suite_findings(source, ast.parse(source))}
    assert levels == {Level.WARNING}
