"""Mutants are small, valid, repeatable changes of behaviour."""

import ast

import pytest

from chotu_bot.gate.mutants import mutants

HEAD = "def f(a: int, b: int = 2) -> int:\n    '''Doc.'''\n"


def changes(body: str, head: str = HEAD) -> set[str]:
    source = (head + "".join(f"    {line}\n" for line in body.splitlines())).encode()
    return {mutant.after for mutant in mutants(source, 200)}


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("return a < b", "return a <= b"),
        ("return a < b", "return a >= b"),
        ("return (a) == (b)", "return (a) != (b)"),
        ("return a in [b]", "return a not in [b]"),
        ("return a is b", "return a is not b"),
        ("return a + b", "return a - b"),
        ("return (a + 1) * b", "return (a + 1) / b"),
        ("return a // b", "return a * b"),
        ("return a and b", "return a or b"),
        ("return not a", "return a"),
        ("return -a", "return a"),
        ("if a:\n    return b", "if not (a):"),
        ("while a:\n    return b", "while not (a):"),
        ("return a if b else 0", "return a if not (b) else 0"),
        ("return 5", "return 6"),
        ("return 5", "return 4"),
        ("return 0", "return 1"),
        ("return 1.5", "return 2.5"),
        ("return True", "return False"),
        ("return 'x'", 'return "XX"'),
        ("return 'XX'", 'return ""'),
        ("return a", "return None"),
        ("for _ in []:\n    break", "continue"),
        ("for _ in []:\n    continue", "break"),
        ("raise ValueError('no')", "pass"),
        ("a.sort()", "pass"),
        ("a += 1", "a -= 1"),
        ("return max(a, b)", "return min(a, b)"),
        ("return a.lower()", "return a.upper()"),
        ("return a.strip().lower()", "return a.strip().upper()"),
        ("return a", "def f(a: int, b: int = 3) -> int:"),
    ],
)
def test_each_operator_changes_what_it_says(body: str, after: str) -> None:
    assert after in changes(body)


def test_wording_and_annotations_are_left_alone() -> None:
    found = changes("'''More text.'''\nx: 'int' = 7\nraise ValueError('some words')")
    assert found == {"x: 'int' = 8", "x: 'int' = 6", "pass", "def f(a: int, b: int = 3) -> int:",
                     "def f(a: int, b: int = 1) -> int:"}  # fmt: skip
    assert changes("return f'{a + 1:>3}'", "def f(a: int) -> str:\n") == {"return None"}
    assert changes("return '%s' % a", "def f(a: int) -> str:\n") == {
        'return "XX" % a', "return None"
    }  # fmt: skip


def test_literal_types_are_no_behaviour() -> None:
    source = b'Mode = Literal["a", "b"]\nOther = typing.Literal[1]\n'
    assert mutants(source, 10) == ()


def test_imports_docstrings_and_the_main_block_have_no_mutants() -> None:
    source = b'"""Doc."""\nimport re\nif __name__ == "__main__":\n    print(1 + 1)\n'
    assert mutants(source, 10) == ()


def test_every_mutant_parses_differs_and_names_its_line() -> None:
    source = (
        HEAD + "    if (a\n        < b):\n        return [é for é in 'äö' if é > 'ä']\n"
    ).encode()
    found = mutants(source, 100)
    assert len({one.source for one in found}) == len(found) > 5
    for one in found:
        ast.parse(one.source)
        assert one.source != source
        lines = source.decode().splitlines()
        assert lines[one.line - 1].strip() == one.before


def test_the_same_source_gives_the_same_choice_spread_over_functions() -> None:
    many = "".join(f"def f{i}(a: int) -> int:\n    return a + {i} * {i}\n" for i in range(10))
    first = mutants(many.encode(), 10)
    assert first == mutants(many.encode(), 10)
    assert len({one.line for one in first}) == 10
