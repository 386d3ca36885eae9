"""The regression check alone: each way in which a new version can be worse than the old."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.regression import FailedCall, Regression
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.domain.verdict import CheckResult, Level, Status
from chotu_bot.gate.regression import RegressionCheck
from chotu_bot.gate.trial import Trial
from landed import tool_file

OLD = '''def initials(name: str) -> str:
    """Initials."""
    return "".join(part[0] for part in name.split(" "))
'''
NEW = OLD.replace('split(" ")', "split()")
HEAD = "from tool import initials\n\n\n"
OLD_TESTS = f'{HEAD}def test_two() -> None:\n    assert initials("Ada Lovelace") == "AL"\n'
PROOF = 'def test_failure() -> None:\n    assert initials("a  b") == "ab"\n'


@pytest.fixture
def shop(folder: Path) -> Iterator[Workshop]:
    workshop = Workshop(folder, lambda *_: None)
    yield workshop
    workshop.close()


def judged(
    shop: Workshop,
    new: str,
    *,
    tests: str = "",
    proof: str = PROOF,
    crashed: bool = True,
    good_calls: tuple[Mapping[str, Json], ...] = (),
    old: str = OLD,
) -> CheckResult:
    _, before = tool_file(old)
    _, after = tool_file(new, version="1.0.1")
    was = "IndexError: string index out of range" if crashed else "returned 'x'"
    regression = Regression(
        contract=read_contract(before),
        tool=before,
        tests=OLD_TESTS.encode(),
        call=FailedCall(arguments={"name": "a  b"}, was=was, crashed=crashed),
        proof=f"{HEAD}{proof}".encode(),
        good_calls=good_calls,
    )
    candidate = Candidate(
        contract=read_contract(after),
        tool=after,
        tests=(tests or f"{OLD_TESTS}\n\n{proof}").encode(),
        request=Request(text="initials"),
        authorship=Authorship(generator="submitted"),
        regression=regression,
    )
    return RegressionCheck().run(Trial(shop.sandbox, shop.gate_limits, candidate))


def rules(result: CheckResult) -> set[str]:
    return {one.rule.partition("/")[2] for one in result.findings}


def test_a_remedy_passes_with_what_was_compared(shop: Workshop) -> None:
    calls: tuple[Mapping[str, Json], ...] = ({"name": "Alan Turing"}, {"name": "x  y"})
    result = judged(shop, NEW, good_calls=calls)
    assert (result.status, result.findings) == (Status.PASS, ())
    assert result.measures == {"old_tests": 1, "calls": 1, "neighbours": 6}


def test_a_candidate_that_mends_nothing_is_none_of_its_business(shop: Workshop) -> None:
    _, tool = tool_file(NEW)
    candidate = Candidate(
        contract=read_contract(tool),
        tool=tool,
        tests=OLD_TESTS.encode(),
        request=Request(text="initials"),
        authorship=Authorship(generator="recipe"),
    )
    result = RegressionCheck().run(Trial(shop.sandbox, shop.gate_limits, candidate))
    assert result.status is Status.NOT_APPLICABLE


def test_f26_a_test_that_is_gone_or_changed_is_a_finding(shop: Workshop) -> None:
    assert rules(judged(shop, NEW, tests=f"{HEAD}{PROOF}")) == {"lost-test"}
    weak = OLD_TESTS.replace('== "AL"', '!= ""')
    assert rules(judged(shop, NEW, tests=f"{weak}\n\n{PROOF}")) == {"lost-test"}
    assert rules(judged(shop, NEW, tests=OLD_TESTS)) == {"lost-test"}


def test_a_proof_that_was_green_before_proves_nothing(shop: Workshop) -> None:
    green = 'def test_failure() -> None:\n    assert initials("a b") == "ab"\n'
    assert rules(judged(shop, NEW, proof=green)) == {"not-red"}


def test_what_breaks_an_old_test_or_a_recorded_call_is_found(shop: Workshop) -> None:
    lower = NEW.replace("part[0]", "part[0].lower()")
    calls: tuple[Mapping[str, Json], ...] = ({"name": "Alan Turing"}, {"name": "a b"})
    broken = judged(shop, lower, good_calls=calls)
    assert rules(broken) == {"old-test", "good-call"}
    meant = judged(shop, lower, good_calls=calls, crashed=False)
    assert [one.level for one in meant.findings if one.rule.endswith("good-call")] == ["warning"]
    picky = NEW.replace(
        "    return ", '    if "Turing" in name:\n        raise KeyError(name)\n    return '
    )
    assert rules(judged(shop, picky, good_calls=calls)) == {"good-call"}


def test_calls_like_the_one_that_failed_must_not_all_go_on_failing(shop: Workshop) -> None:
    alone = OLD.replace(
        "    return ",
        '    if name.startswith("a  ") and len(name) == 4:\n        return "ab"\n    return ',
    )
    result = judged(shop, alone)
    assert {(one.rule, one.level) for one in result.findings} == {
        ("regression/sibling", Level.ERROR)
    }
    some = NEW.replace(
        "    return ",
        '    if name[0] == "x" or name[-1] == "x":\n        raise OSError(name)\n    return ',
    )
    assert {one.level for one in judged(shop, some).findings} == {Level.WARNING}


def test_a_much_slower_remedy_is_a_warning(shop: Workshop) -> None:
    slow = NEW.replace(
        "    return ", "    for _ in range(500):\n        name = name.strip()\n    return "
    )
    result = judged(shop, slow)
    assert result.status is Status.PASS
    assert rules(result) == {"steps"}


def test_a_version_that_never_ends_is_red(shop: Workshop) -> None:
    endless = OLD.replace(
        "    return ", '    while "  " in name:\n        name = str(name)\n    return '
    )
    assert judged(shop, NEW, old=endless).status is Status.PASS


def test_tests_that_leave_a_process_decide_nothing(shop: Workshop) -> None:
    stray = (
        "import subprocess\nimport sys\n\n\ndef test_failure() -> None:\n"
        '    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])\n'
        '    assert initials("a  b") == "ab"\n'
    )
    result = judged(shop, NEW, proof=stray)
    assert result.status in {Status.INCONCLUSIVE, Status.FAIL}
    assert result.status is not Status.PASS
