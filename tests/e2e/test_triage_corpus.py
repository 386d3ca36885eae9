"""Triage of the labelled failures, made in the real sandbox, with precision and recall."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.calling.call import Caller, CallResult, Failed
from chotu_bot.errors import UsageError
from chotu_bot.learning.causes import RULES
from chotu_bot.learning.reports import is_harmless
from chotu_bot.learning.triage import Cause, triage
from chotu_bot.sandbox.contract import Limits
from failures import Labelled, labelled_failures, lay_out

LIMITS = Limits(wall_seconds=6.0, cpu_seconds=1, memory_bytes=256 * 2**20, processes=16)


@pytest.mark.acceptance
def test_f27_triage_of_the_labelled_failures(
    chotu: Chotu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lay_out(tmp_path / "files")
    caller = Caller(chotu._shop.sandbox, LIMITS)
    seen: Counter[tuple[str, str]] = Counter()
    missed = []
    for one in labelled_failures():
        found = judged(caller, one, folder)
        seen[one.label, found] += 1
        if one.label != found:
            missed.append(f"{one.name}: {found}")
    with capsys.disabled():
        print(f"\ntriage of {seen.total()} failures")  # noqa: T201 - the figures are the point
        for cause in Cause:
            right = seen[cause, cause]
            told = sum(count for (_, found), count in seen.items() if found == cause)
            there = sum(count for (label, _), count in seen.items() if label == cause)
            assert there >= 15
            print(  # noqa: T201
                f"  {cause:<12} {there:>3} cases  precision {right}/{told}  recall {right}/{there}"
            )
    learned = {label for (label, found) in seen if found == "tool"}
    assert learned == {"tool"}, missed
    assert not missed


def judged(caller: Caller, one: Labelled, folder: Path) -> str:
    """The cause that triage finds, on the failure as it happens now where it does."""
    contract = one.tool.contract

    def again() -> CallResult:
        return caller.rehearse(one.tool, one.arguments, folder)

    case = one.case(folder)
    if one.real:
        try:
            result = again()
        except UsageError as error:
            result = replace(one.failed, error="UsageError", message=str(error))
        assert isinstance(result, Failed), one.name
        case = replace(case, failed=result)
    rerun = again if is_harmless(contract, one.arguments, folder) else None
    return triage(case, RULES, rerun).cause
