"""``doctor`` on what slows git down, and on proposals that nobody looks at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot.app.housekeeping import judged
from journey import Answered, git

Run = Callable[..., Answered]


def details(answered: Answered) -> list[str]:
    found = answered.json["diagnoses"]
    return [one["detail"] for one in found if one["subject"] == "housekeeping"]


def test_a_fresh_repository_needs_nothing(run: Run) -> None:
    assert details(run("doctor", "--json")) == ["nothing to tidy"]


def test_an_old_proposal_and_many_branches_are_told_with_what_to_do(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("GIT_COMMITTER_DATE", "@1700000000 +0000")
        assert run("learn", "make a slug from a title", "--propose").code == 0
    tip = git(folder, "rev-parse", "HEAD")
    for number in range(1_001):
        (folder / ".git/refs/heads" / f"b{number}").write_text(f"{tip}\n")
    answered = run("doctor", "--json")
    assert answered.code == 0
    refs, stale = details(answered)
    assert "git pack-refs --all" in refs
    assert stale.startswith("learn/slugify has waited for ")
    assert "chotu-bot reject slugify --reason" in stale


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"count": "7000", "packs": "1"}, "7,000 loose objects, 1 packs; git maintenance run"),
        ({"count": "10", "packs": "51"}, "10 loose objects, 51 packs; git maintenance run"),
    ],
)
def test_what_git_would_collect_is_told(counts: dict[str, str], told: str) -> None:
    (found,) = judged(counts)
    assert found.status == "warn"
    assert told in found.detail


def test_what_git_would_leave_is_not_told() -> None:
    assert list(judged({"count": "6700", "packs": "50"})) == []
