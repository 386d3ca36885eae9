"""Several bots, and a person, in one repository at once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chotu_bot.registry import Registry
from chotu_bot.vcs import Repository
from workbench import Workbench

TESTS = Path(__file__).resolve().parents[1]
SEARCHED = f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep)
WORKER = TESTS / "landing_worker.py"


def start_worker(folder: Path, prefix: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(folder), prefix, str(count)],
        env={**os.environ, "PYTHONPATH": SEARCHED},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def require_all_landed(bench: Workbench, expected: set[str]) -> None:
    with Repository.open(bench.folder) as repository:
        registry = Registry(repository, "main")
        assert set(registry.names()) == expected
        assert registry.check() == ()
    assert bench.git("branch", "--list", "learn/*", "improve/*") == ""
    assert bench.status() == ""
    bench.require_sound()


def race(bench: Workbench, processes: int, landings: int) -> None:
    workers = [start_worker(bench.folder, f"bot{one}", landings) for one in range(processes)]
    said = [worker.communicate()[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * processes, said
    names = {f"bot{one}_{number}" for one in range(processes) for number in range(landings)}
    require_all_landed(bench, names)
    merges = bench.git("rev-list", "--count", "--merges", "--first-parent", "main")
    assert int(merges) == processes * (landings + 1)


def test_f29_four_bots_at_once_lose_no_landing(bench: Workbench) -> None:
    race(bench, 4, 5)


@pytest.mark.acceptance
def test_f29_eight_bots_with_twenty_five_landings_each_lose_none(bench: Workbench) -> None:
    race(bench, 8, 25)


def test_a_person_who_commits_meanwhile_costs_a_retry_and_no_landing(bench: Workbench) -> None:
    worker = start_worker(bench.folder, "bot", 6)
    commits = 0
    while worker.poll() is None:
        # What git itself does for a commit made elsewhere: objects first, then the ref.
        tip = bench.git("rev-parse", "main")
        made = bench.git("commit-tree", "-p", tip, "-m", "By hand", f"{tip}^{{tree}}")
        moved = subprocess.run(
            ["git", "update-ref", "refs/heads/main", made, tip],
            cwd=bench.folder,
            check=False,
            capture_output=True,
        )
        commits += moved.returncode == 0
        time.sleep(0.02)
    said = worker.communicate()[0]
    assert worker.returncode == 0, said
    assert commits > 0
    require_all_landed(bench, {f"bot_{number}" for number in range(6)})
    assert bench.git("log", "--format=%s", "main").split("\n").count("By hand") == commits
