"""What a landing costs at 10, 1,000 and 10,000 tools, against the naive way, in one run.

    python benchmarks/landing.py [--sizes 10,1000,10000] [--rounds 10] [--no-naive]

Naive is what one would write first: check out a branch, write the files, add and commit them
with GitPython's index, rewrite one JSON registry, merge, delete the branch. The machine's own
noise is the same for both, since both run in turn in one process; trust the ratios.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from chotu_bot.domain.names import CATEGORIES
from chotu_bot.publishing import Publisher
from chotu_bot.registry import DerivedIndex, Registry, record_of
from chotu_bot.registry.checking import index_bytes
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from chotu_bot.vcs.refs import RefUpdate
from sample_tools import candidate_of, evidence_of, tool_files
from workbench import Workbench, make_bench


@dataclass(frozen=True)
class Cost:
    """Median wall and CPU milliseconds, children included, and kilobytes added."""

    wall: float
    cpu: float
    kilobytes: float = 0.0


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10,1000,10000")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--no-naive", action="store_true")
    chosen = parser.parse_args()
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    rows: dict[str, list[Cost]] = {}
    sizes = [int(size) for size in chosen.sizes.split(",")]
    for size in sizes:
        with scratch() as folder:
            for name, cost in measured(folder, size, chosen.rounds, naive=not chosen.no_naive):
                rows.setdefault(name, []).append(cost)
    table(sizes, rows)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="chotu-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def measured(folder: Path, size: int, rounds: int, *, naive: bool) -> Iterator[tuple[str, Cost]]:
    """Every figure at one size."""
    bench = generated(folder / "ours", size)
    bench.git("checkout", "-q", "--detach", "HEAD~1")
    yield "landing, branch not checked out", ours(bench, "plain", rounds)
    bench.git("checkout", "-q", "main")
    yield "landing, working tree follows", ours(bench, "followed", rounds)
    yield "git merge --ff-only of the same", porcelain(bench, rounds)
    yield "40 landings, packs rolled up", rolled_up(bench)
    yield from reading(bench)
    if naive:
        yield "naive landing", naive_way(generated(folder / "naive", size, flat=True), rounds)


def generated(folder: Path, size: int, *, flat: bool = False) -> Workbench:
    """A repository of ``size`` tools in one commit, packed, checked out."""
    bench = make_bench(folder)
    bench.commit("Begin", **{"README.md": "x\n"})
    records: dict[str, object] = {}
    changes: dict[str, bytes | None] = {"registry/index.json": index_bytes()}
    for number in range(size):
        category = CATEGORIES[number % len(CATEGORIES)]
        files = tool_files(f"made_{number}", category=category)
        record = record_of(*files.values())
        records[record.name] = record.to_json()
        changes |= files
        if not flat:
            changes[str(record.path)] = record.to_bytes()
    if flat:
        changes["registry.json"] = json.dumps(records, indent=2, sort_keys=True).encode()
    with Repository.open(folder) as repository:
        tip = repository.require_tip("main")
        commit = repository.make_commit(repository.make_tree(tip, changes), [tip], "Tools")
        repository.move([RefUpdate(ref="refs/heads/main", old=tip, new=commit)])
    # git's own housekeeping would start in the middle of a measurement, on either side.
    bench.git("config", "gc.auto", "0")
    bench.git("repack", "-adq")
    bench.git("prune-packed")
    bench.git("reset", "-q", "--hard")
    return bench


def ours(bench: Workbench, prefix: str, rounds: int) -> Cost:
    """Propose and land in one move, warm."""
    with Repository.open(bench.folder) as repository:
        publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
        candidates = [candidate_of(f"{prefix}_{one}") for one in range(rounds + 1)]
        pairs = iter([(one, evidence_of(one)) for one in candidates])

        def once() -> None:
            publisher.publish(*next(pairs))

        once()
        return timed(once, rounds, bench.folder)


def porcelain(bench: Workbench, rounds: int) -> Cost:
    """What git itself takes to bring a working tree that far: forward by one landing."""
    tip = bench.git("rev-parse", "main")
    bench.git("reset", "-q", "--hard", f"main~{rounds}")
    steps = iter(bench.git("rev-list", "--first-parent", "--reverse", f"HEAD..{tip}").split())
    return timed(lambda: void(bench.git("merge", "-q", "--ff-only", next(steps))), rounds)


def rolled_up(bench: Workbench) -> Cost:
    """What stays of each landing once packs are rolled up, which happens after every 40th."""
    bench.git("checkout", "-q", "--detach")
    bench.git("repack", "-adq")
    bench.git("config", "gc.auto", "6700")
    before = size_of(bench.folder)
    cost = ours(bench, "kept", 40)
    kept = (size_of(bench.folder) - before) / 1024 / 41
    bench.git("config", "gc.auto", "0")
    return Cost(wall=cost.wall, cpu=cost.cpu, kilobytes=kept)


def naive_way(bench: Workbench, rounds: int) -> Cost:
    """The same with GitPython's porcelain and one JSON registry."""
    import git

    candidates = [candidate_of(f"naive_{one}") for one in range(rounds + 1)]
    pairs = iter([(one, evidence_of(one)) for one in candidates])
    with git.Repo(bench.folder) as repository:

        def once() -> None:
            candidate, evidence = next(pairs)
            name = candidate.contract.name
            main = repository.heads["main"]
            branch = repository.create_head(f"learn/{name}")
            branch.checkout()
            folder = bench.folder / candidate.folder
            folder.mkdir(parents=True)
            contents = {**candidate.files, "evidence.json": evidence}
            for file, content in contents.items():
                (folder / file).write_bytes(content)
            registry = bench.folder / "registry.json"
            records = json.loads(registry.read_text())
            records[name] = record_of(*contents.values()).to_json()
            registry.write_text(json.dumps(records, indent=2, sort_keys=True))
            repository.index.add([str(folder / file) for file in contents] + [str(registry)])
            repository.index.commit(f"Learn {name}")
            main.checkout()
            repository.git.merge("--no-ff", "-m", f"Land {name}", branch.name)
            repository.delete_head(branch, force=True)

        once()
        return timed(once, rounds, bench.folder)


def reading(bench: Workbench) -> Iterator[tuple[str, Cost]]:
    """What looks at the whole registry, and what looks at one tool."""
    with Repository.open(bench.folder) as repository:
        registry = Registry(repository, "main")
        index = DerivedIndex(repository, "main")
        yield "registry check, every tool", timed(lambda: void(registry.check()), 1)
        yield "documents for a search, cache built", timed(lambda: void(index.documents()), 1)
        yield "documents for a search, cache warm", timed(lambda: void(index.documents()), 5)
        yield "list", timed(lambda: void(index.rows()), 5)
        yield "one record by name", timed(lambda: void(registry.record("made_1")), 20)


def void(_: object) -> None:
    """Take a result and drop it."""


def timed(action: Callable[[], None], rounds: int, folder: Path | None = None) -> Cost:
    """Run ``action`` that often."""
    os.sync()  # what was written before is not what is measured
    walls, before_size, cpu = [], size_of(folder), spent()
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        walls.append((time.perf_counter() - start) * 1e3)
    cpu = (spent() - cpu) * 1e3 / rounds
    added = (size_of(folder) - before_size) / 1024 / rounds
    return Cost(wall=statistics.median(walls), cpu=cpu, kilobytes=added)


def spent() -> float:
    """CPU seconds of this process and of its children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(one.ru_utime + one.ru_stime for one in used)


def size_of(folder: Path | None) -> int:
    """Bytes of the object database."""
    if folder is None:
        return 0
    objects = (folder / ".git" / "objects").rglob("*")
    return sum(path.stat().st_size for path in objects if path.is_file())


def table(sizes: list[int], rows: dict[str, list[Cost]]) -> None:
    """Print the figures."""
    print(f"{'wall ms (CPU ms, kB added)':<38}", *(f"{size:>24,}" for size in sizes))
    for name, costs in rows.items():
        cells = [f"{one.wall:8.1f} ({one.cpu:.1f}, {one.kilobytes:.1f})" for one in costs]
        print(f"{name:<38}", *(f"{cell:>24}" for cell in cells))
    if "naive landing" not in rows:
        return
    for name in ("landing, branch not checked out", "landing, working tree follows"):
        pairs = zip(rows["naive landing"], rows[name], strict=True)
        cells = [f"{naive.wall / own.wall:.1f} times" for naive, own in pairs]
        print(f"{'naive / ' + name:<38}"[:38], *(f"{cell:>24}" for cell in cells))


if __name__ == "__main__":
    main()
