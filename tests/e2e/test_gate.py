"""The whole gate on candidates: weak tests, hostile tools, and failures of an earlier attempt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.app.checks import dynamic_checks, gate_of
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Rehearsed, Rejected
from chotu_bot.domain.verdict import CheckResult, Status, Verdict
from chotu_bot.gate.canaries import load_canaries
from chotu_bot.rendering.templates import shipped_folder
from static_samples import Sample, candidate_of, samples, whole

BODY = '''
def grade(points: int, best: int) -> str:
    """Say how good a result is.

    Args:
        points: What was reached.
        best: What could be reached.

    Raises:
        ValueError: When nothing could be reached.
    """
    if best <= 0:
        raise ValueError("nothing could be reached")
    if points * 2 < best:
        return "poor"
    return "good"
'''
GOOD_TESTS = """import pytest
from tool import grade


@pytest.mark.parametrize(
    ("points", "best", "wanted"),
    [(0, 1, "poor"), (4, 10, "poor"), (5, 10, "good"), (6, 10, "good"), (10, 10, "good")],
)
def test_the_border_is_at_half(points: int, best: int, wanted: str) -> None:
    assert grade(points, best) == wanted


def test_odd_bests() -> None:
    assert [grade(points, 5) for points in (1, 2, 3)] == ["poor", "poor", "good"]


@pytest.mark.parametrize("best", [0, -1])
def test_nothing_to_reach(best: int) -> None:
    with pytest.raises(ValueError, match="nothing"):
        grade(1, best)
"""
WEAK_TESTS = """import pytest
from tool import grade


def test_poor() -> None:
    assert grade(0, 10).islower()


def test_good() -> None:
    assert grade(10, 10) == "good"


def test_nothing_to_reach() -> None:
    with pytest.raises(ValueError, match="nothing"):
        grade(1, -5)
"""
HARMLESS_TESTS = """from tool import attack


def test_attack() -> None:
    assert attack(2) == 4
"""
ADD_TESTS = b"""from tool import add


def test_add() -> None:
    assert add(2, 3) == 5
    assert add(-2, 2) == 0
"""
LEFT_TO_THE_RUN = [one for one in samples("hostile") if not one.expected]
SIGNATURE = '''def attack(number: int) -> int:
    """Double a number.

    Args:
        number: Any.
    """
'''


@pytest.fixture
def submitted(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "grade.py", tmp_path / "test_grade.py"


def submit(chotu: Chotu, files: tuple[Path, Path], body: str, tests: str) -> Rehearsed | Rejected:
    """What becomes of a tool and its tests, with nothing written."""
    tool, suite = files
    tool.write_text(body)
    suite.write_text(tests)
    answer = chotu.submit(tool, suite, "say how good a result is", dry_run=True)
    assert isinstance(answer, Rehearsed | Rejected)
    return answer


def rejected(answer: Rehearsed | Rejected, check: str) -> CheckResult:
    """The answer of the check that rejected."""
    assert isinstance(answer, Rejected), answer
    result = answer.verdict.result(check)
    assert result is not None
    assert result.status is Status.FAIL, result
    assert answer.why.startswith(f"{check} did not pass: "), answer.why
    return result


# --- tests are judged too --------------------------------------------------------------------


def test_f14_a_right_tool_with_weak_tests_is_rejected_and_the_surviving_mutants_are_named(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    result = rejected(submit(chotu, submitted, BODY, WEAK_TESTS), "mutation")
    assert result.measures["killed"] < 0.8 * result.measures["mutants"]
    changes = [one.message for one in result.errors]
    assert (
        "no test notices this change\n- if points * 2 < best:\n+ if points * 2 <= best:" in changes
    )
    assert all(one.line > 0 for one in result.errors)


def test_f03_the_same_tool_with_good_tests_passes(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    answer = submit(chotu, submitted, BODY, GOOD_TESTS)
    assert isinstance(answer, Rehearsed), answer


def test_f14_the_tests_are_run_against_the_very_tool_that_is_judged(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    changed = BODY.replace("points * 2 < best", "points * 2 <= best")
    result = rejected(submit(chotu, submitted, changed, GOOD_TESTS), "tests")
    assert "test_the_border_is_at_half[5-10-good]" in result.reason


def test_f15_tests_that_assert_nothing_are_rejected_before_they_run(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    tests = "from tool import grade\n\n\ndef test_it() -> None:\n    grade(1, 2)\n"
    assert "asserts nothing" in rejected(submit(chotu, submitted, BODY, tests), "tests").reason


def test_f15_tests_that_a_stub_passes_are_rejected(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    tests = (
        "from tool import grade\n\n\ndef test_it() -> None:\n"
        '    assert grade(9, 10) in ["", "good"]\n    assert len(grade(1, 10)) < 9\n'
    )
    result = rejected(submit(chotu, submitted, BODY, tests), "red_proof")
    assert "`return ''`" in result.findings[0].message


def test_f12_a_tool_that_raises_is_rejected_with_what_it_raised(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    body = BODY.replace('return "good"', 'raise KeyError("lost")')
    result = rejected(submit(chotu, submitted, body, GOOD_TESTS), "tests")
    assert "KeyError: 'lost'" in "".join(one.message for one in result.findings)


def test_f52_a_tool_that_is_no_python_is_rejected_however_good_it_looks(
    chotu: Chotu, submitted: tuple[Path, Path]
) -> None:
    answer = submit(chotu, submitted, f"```python\n{BODY}\n```\n", GOOD_TESTS)
    assert isinstance(answer, Rejected)
    assert not answer.verdict.passed
    assert any("syntax" in one.rule for one in answer.verdict.findings), answer.verdict.findings


# --- the order of the checks -----------------------------------------------------------------


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A repository in which one job may take one second of processor time."""
    folder = tmp_path_factory.mktemp("gate") / "tools"
    Chotu.init(folder).close()
    (folder / "chotu.ini").write_text("[sandbox]\ntimeout = 1\nmemory_limit = 256MB\n")
    opened = Workshop(folder, lambda _name, _result: None)
    yield opened
    opened.close()


def test_f16_nothing_is_accepted_before_its_tests_were_judged_and_run(shop: Workshop) -> None:
    folder = shipped_folder() / "canaries"
    (good, *_) = load_canaries(folder, shop.renderer.main_block)
    verdict = shop.judge(good.candidate)
    order = [one.check for one in verdict.results]
    assert verdict.passed
    assert order == [
        "contract",
        "policy",
        "dependencies",
        "ruff",
        "bandit",
        "canaries",
        "tests",
        "red_proof",
        "held_out",
        "regression",
        "coverage",
        "mutation",
        "observed",
        "reachable",
        "rollback",
    ]


def test_f16_a_tool_without_tests_is_rejected(shop: Workshop) -> None:
    source = whole(f"{SIGNATURE}    return number * 2", "attack")
    verdict = gate_of(shop, (), dynamic_checks(shop, 1)).judge(candidate_of(source, b""))
    assert verdict.status is Status.FAIL
    assert verdict.results[0].reason.startswith("there is no test")


def test_f07_code_that_breaks_a_rule_is_never_run(shop: Workshop) -> None:
    source = whole("import os\n\n\n" + SIGNATURE + "    os._exit(0)", "attack")
    verdict = shop.judge(candidate_of(source, HARMLESS_TESTS.encode()))
    assert told(verdict, "policy").status is Status.FAIL
    assert "os._exit" in told(verdict, "policy").reason
    for name in ("tests", "red_proof", "held_out", "coverage", "mutation", "observed"):
        result = told(verdict, name)
        assert result.status is Status.SKIP
        assert result.reason.startswith("not reached: ")


# --- hostile tools, when they run all the same -----------------------------------------------

MARK = "chotu-gate-left"
NAMED = f"import ctypes\nimport os\n\nctypes.CDLL(None).prctl(15, b{MARK!r}, 0, 0, 0)\n\n\n"
HOSTILE = {
    "never ends": ("", "while True:\n        number += 1", "processor time limit"),
    "waits for ever": ("import time\n\n\n", "time.sleep(10_000)", "the time limit"),
    "prints megabytes": ("", 'print("x" * 5_000_000)\n    return number * 2', "output limit"),
    "ends the process": (NAMED, "os._exit(0)", "ended with 0 before it could report"),
    "forks without end": (NAMED, "while True:\n        os.fork()", "process limit"),
    "leaves a child": (
        NAMED,
        "if os.fork() == 0:\n        os.setsid(), os.read(os.pipe()[0], 1)\n    return number * 3",
        "failed",
    ),
    "eats memory": ("", 'return len("x" * (1 << 40))', "memory limit"),
    "eats memory bit by bit": (
        "",
        "eaten = []\n    while True:\n        eaten.append(bytearray(1 << 22))",
        "memory limit",
    ),
    "fills the disk": (
        "",
        'big = open("big", "wb")\n    while True:\n        big.write(bytes(1 << 22))',
        "disk limit",
    ),
}


def told(verdict: Verdict, check: str) -> CheckResult:
    result = verdict.result(check)
    assert result is not None
    return result


def process_names() -> set[str]:
    names = set()
    for entry in Path("/proc").glob("[0-9]*/comm"):
        try:
            names.add(entry.read_text().strip())
        except OSError:
            continue
    return names


@pytest.mark.parametrize("name", HOSTILE)
def test_f11_f13_a_hostile_tool_is_rejected_for_its_own_reason_and_leaves_nothing(
    shop: Workshop, name: str
) -> None:
    before, body, reason = HOSTILE[name]
    candidate = candidate_of(
        whole(f"{before}{SIGNATURE}    {body}\n", "attack"), HARMLESS_TESTS.encode()
    )
    verdict = gate_of(shop, (), dynamic_checks(shop, 1)).judge(candidate)
    assert verdict.status is Status.FAIL
    assert reason in told(verdict, "tests").reason
    assert {one.status for one in verdict.results[1:]} == {Status.SKIP}
    assert MARK not in process_names()
    running = shop.sandbox._servers[True]._running
    assert running is not None
    assert list(Path("/dev/shm").glob(f"chotu-jobs-{running.process.pid}-*/*")) == []


@pytest.mark.parametrize("sample", LEFT_TO_THE_RUN, ids=lambda one: one.path.stem)
def test_f05_what_no_rule_on_code_can_see_is_rejected_when_it_runs(
    shop: Workshop, sample: Sample
) -> None:
    candidate = candidate_of(sample.source, ADD_TESTS)
    verdict = gate_of(shop, (), dynamic_checks(shop, 1)).judge(candidate)
    assert verdict.status is Status.FAIL, verdict
