"""Two tables of requests, each learned and tried on a real input; what came of them is printed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from asked import Asked, came_of, own_requests, real_requests
from chotu_bot import Chotu
from local_services import Services, local_services

pytestmark = pytest.mark.acceptance

DESERVED = {
    **dict.fromkeys(("L", "N", "O", "learned"), "right"),
    **dict.fromkeys(("U", "asked"), "unclear"),
    **dict.fromkeys(("X", "refused"), "refused"),
    "no_generator": "no_generator",
}


@pytest.fixture
def services() -> Iterator[Services]:
    with local_services() as running:
        yield running


def test_the_hundred_requests_of_our_own(
    chotu: Chotu, services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = own_requests()
    outcomes = ask(chotu, asked, tmp_path, services)
    with capsys.disabled():
        print(table(asked, outcomes))  # noqa: T201 - the table is the point
    served = [outcome for one, outcome in zip(asked, outcomes, strict=True) if one.trial]
    others = [outcome for one, outcome in zip(asked, outcomes, strict=True) if not one.trial]
    assert len(outcomes) == 100
    # What a recipe serves and is not understood is asked about, or told so: never a wrong tool.
    assert set(served) <= {"right", "unclear", "no_generator"}
    assert served.count("right") >= 60
    assert missed([one for one in asked if not one.trial], others) == []


def test_every_request_of_real_users(
    chotu: Chotu, services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = ask(chotu, real_requests(), tmp_path, services)
    with capsys.disabled():
        print(table(real_requests(), outcomes))  # noqa: T201
    assert missed(real_requests(), outcomes) == []


def ask(chotu: Chotu, asked: Sequence[Asked], tmp_path: Path, services: Services) -> list[str]:
    """What came of each request, in one repository, one after another."""
    if chotu._shop.sandbox.backend == "landlock":
        pytest.skip("the landlock backend has no private loopback")
    outcomes = []
    for one in asked:
        folder = tmp_path / f"input {one.key}"
        folder.mkdir()
        outcomes.append(came_of(chotu, one, folder, services))
    return outcomes


def missed(asked: Sequence[Asked], outcomes: Sequence[str]) -> list[str]:
    """The requests that did not get what they deserve."""
    return [
        f"{one.key} {one.text!r} deserves {DESERVED[one.expected]}: {outcome}"
        for one, outcome in zip(asked, outcomes, strict=True)
        if outcome != DESERVED[one.expected]
    ]


def table(asked: Sequence[Asked], outcomes: Sequence[str]) -> str:
    """A line for each request, and how many there were of each outcome."""
    lines = [
        f"{one.key:>3} {one.expected:<12} {outcome[:60]:<24} {one.text[:70]}"
        for one, outcome in zip(asked, outcomes, strict=True)
    ]
    wrongly = sum(outcome.startswith("wrong") for outcome in outcomes)
    counts = Counter(outcome.partition(":")[0] for outcome in outcomes)
    told = ", ".join(f"{outcome} {count}" for outcome, count in sorted(counts.items()))
    return "\n".join(["", *lines, f"{len(asked)} requests: {told}; wrongly learned {wrongly}"])
