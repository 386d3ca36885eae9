"""A landing asks, writes and starts the same at any number of tools."""

from collections import Counter
from pathlib import Path

import pytest

from chotu_bot.domain.names import CATEGORIES
from chotu_bot.registry import Registry, record_of
from chotu_bot.registry.checking import index_bytes
from chotu_bot.vcs import Repository
from chotu_bot.vcs.refs import RefUpdate
from landing_worker import land_at_once
from sample_tools import tool_files
from workbench import Workbench, make_bench


def stocked(folder: Path, tools: int) -> Workbench:
    """A repository that holds that many tools, packed."""
    bench = make_bench(folder)
    bench.commit("Begin", a="1")
    changes: dict[str, bytes | None] = {"registry/index.json": index_bytes()}
    for number in range(tools):
        files = tool_files(f"made_{number}", category=CATEGORIES[number % len(CATEGORIES)])
        changes |= files
        record = record_of(*files.values())
        changes[str(record.path)] = record.to_bytes()
    with Repository.open(folder) as repository:
        tip = repository.require_tip("main")
        made = repository.make_commit(repository.make_tree(tip, changes), [tip], "Tools")
        repository.move([RefUpdate(ref="refs/heads/main", old=tip, new=made)])
    bench.git("gc", "-q")
    bench.git("reset", "-q", "--hard")
    return bench


def cost(
    bench: Workbench, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int, Counter[str]]:
    """Objects and bytes that one landing adds, and the git commands it starts."""
    objects = bench.folder / ".git" / "objects"
    packed = set(objects.glob("pack/*.pack"))
    with monkeypatch.context() as patch:
        patch.setenv("GIT_TRACE", str(trace))
        with Repository.open(bench.folder) as repository:
            land_at_once(repository, "fresh")
    started = [
        line.split("trace: built-in: git ")[1].split()[0].strip()
        for line in trace.read_text().splitlines()
        if "trace: built-in: git " in line
    ]
    with Repository.open(bench.folder) as repository:
        assert Registry(repository, "main").record("fresh") is not None
    loose = [path for path in objects.glob("??/*") if path.is_file()]
    (added,) = set(objects.glob("pack/*.pack")) - packed
    assert loose == []
    count = int.from_bytes(added.read_bytes()[8:12], "big")
    return count, added.stat().st_size, Counter(started)


@pytest.mark.no_cover
def test_a_landing_costs_the_same_at_six_hundred_tools_as_at_six(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = cost(stocked(tmp_path / "few", 6), tmp_path / "few.trace", monkeypatch)
    many = cost(stocked(tmp_path / "many", 600), tmp_path / "many.trace", monkeypatch)
    assert (few[0], many[0]) == (12, 12)
    assert many[1] < 2 * few[1]
    assert few[2] == many[2]
    assert sum(few[2].values()) <= 8
