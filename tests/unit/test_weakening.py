"""A tool against the one it replaces: every way to become weaker has its own finding."""

import pytest

from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.verdict import Level, Status
from chotu_bot.reviewing.compatibility import compatibility
from chotu_bot.reviewing.values import State, Touched
from sample_tools import tool_source

TESTS = """import pytest

from tool import shout


@pytest.mark.parametrize("text", ["a", "b"])
def test_it(text: str) -> None:
    assert shout(text) == text.upper()


def test_error() -> None:
    with pytest.raises(ValueError):
        shout("")
    assert shout("a") == "A"
"""
OLD = tool_source("shout").decode()
NEXT = OLD.replace('"1.0.0"', '"1.1.0"')


def state(tool: str, tests: str = TESTS) -> State:
    files = {"tool.py": tool.encode(), "test_tool.py": tests.encode()}
    return State(tree=str(hash((tool, tests))), files=files)


def touched(tool: str, tests: str = TESTS, old: str = OLD, **more: object) -> Touched:
    return Touched(
        category="text", name="shout", before=state(old), after=state(tool, tests), **more
    )  # type: ignore[arg-type]


def rules(tool: Touched, *, approved: bool = False) -> list[str]:
    result = compatibility(tool, approved=approved)
    assert (result.status is Status.FAIL) == bool(result.errors)
    return [one.rule.removeprefix("compatibility/") for one in result.errors]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('# ///\n"', '# permissions = { read = ["text"] }\n# ///\n"', "permissions-widened"),
        ('# ///\n"', '# permissions = { system = true }\n# ///\n"', "permissions-widened"),
        ("dependencies = []", 'dependencies = ["pypdf>=5"]', "dependencies-added"),
        ("dependencies = []", 'dependencies = ["!!"]', "dependencies-added"),
        ("text: str, times", "text: int, times", "contract-changed"),
        ("times: int = 1", "times: int", "contract-changed"),
        ("times: int = 1", "times: int = 2", "contract-changed"),
        ("text: str, times: int = 1", "text: str", "contract-changed"),
        ("text: str, times", "text: str, more: str, times", "contract-changed"),
        (
            "text: str, times: int = 1",
            "times: int, text: str = 'a'",
            "contract-changed",
        ),
        (") -> str:", ") -> int:", "contract-changed"),
        ('category = "text"', 'category = "math"', "contract-changed"),
        ('"result": "A"', '"result": "B"', "examples-removed"),
    ],
)
def test_what_makes_a_tool_weaker_is_named_and_a_person_may_agree(
    old: str, new: str, rule: str
) -> None:
    assert old in NEXT
    tool = touched(NEXT.replace(old, new))
    assert rules(tool) == [rule]
    result = compatibility(tool, approved=True)
    assert (result.status, result.findings[0].level) == (Status.PASS, Level.WARNING)
    assert rules(touched(NEXT.replace(old, new), restored=True)) == []


def test_what_makes_it_no_weaker_passes() -> None:
    assert rules(touched(NEXT)) == []
    more = NEXT.replace("times: int = 1", "times: int = 1, more: str = 'a'")
    assert rules(touched(more)) == []
    assert rules(touched(OLD, TESTS + "\n\ndef test_more() -> None:\n    assert 1\n")) == []
    fewer = OLD.replace('# ///\n"', '# permissions = { system = true }\n# ///\n"')
    assert rules(touched(NEXT, old=fewer)) == []


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9"])
def test_a_tool_that_changed_has_a_higher_version(version: str) -> None:
    changed = OLD.replace('"1.0.0"', f'"{version}"').replace("upper()", "upper() + ''")
    assert rules(touched(changed)) == ["version"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def test_error() -> None:", "def check_error() -> None:"),
        ('    assert shout("a") == "A"\n', ""),
        ('    with pytest.raises(ValueError):\n        shout("")\n', ""),
        ('["a", "b"]', '["a"]'),
    ],
)
def test_weakened_tests_are_named(old: str, new: str) -> None:
    assert old in TESTS
    tool = touched(OLD, TESTS.replace(old, new))
    assert rules(tool) == ["tests-weakened"]
    assert compatibility(tool, approved=False).findings[0].file == TEST_FILE


def test_a_test_under_another_name_is_the_same_and_a_changed_one_is_told() -> None:
    assert rules(touched(OLD, TESTS.replace("test_error", "test_empty"))) == []
    changed = compatibility(touched(OLD, TESTS.replace('"A"', '"a"')), approved=False)
    assert changed.status is Status.PASS
    assert [one.rule for one in changed.findings] == ["compatibility/tests-changed"]


def test_what_cannot_be_read_cannot_be_compared() -> None:
    assert rules(touched("x = (")) == ["unreadable"]
    assert rules(touched(OLD, "def (")) == ["unreadable"]


def test_a_new_tool_is_compared_with_nothing() -> None:
    new = Touched(category="text", name="shout", before=None, after=state(OLD))
    assert compatibility(new, approved=False).status is Status.NOT_APPLICABLE
    assert new.how == "added"


def test_taking_a_tool_away_or_moving_it_needs_a_person() -> None:
    gone = Touched(category="text", name="shout", before=state(OLD), after=None)
    assert rules(gone) == ["removed"]
    assert rules(gone, approved=True) == []
    moved = Touched(category="text", name="shout", before=state(OLD), after=None, renamed_to="x/y")
    assert rules(moved) == ["renamed"]
    assert gone.how == "removed"
    same = Touched(category="text", name="shout", before=state(OLD), after=state(OLD))
    assert same.how == "unchanged"
