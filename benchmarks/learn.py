"""What a cold ``learn`` costs, side by side with the naive sequence of commands, in one run.

Naive is what one would write first; see ``naive_learn.py``.
Two comparisons: the same checks on both sides (no stubs, no mutants), and the whole gate on both
sides (each stub and mutant is one more ``python -m pytest`` for the naive way).

Both sides may keep compiled bytecode, as on any ordinary machine, and both have run once before.
The medians are of alternating runs, so that a busy machine slows both sides alike.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chotu_bot import Chotu
from chotu_bot.domain.answers import Rehearsed
from chotu_bot.gate.mutants import mutants
from chotu_bot.gate.mutation import LIMIT
from chotu_bot.gate.red_proof import stub, stub_bodies
from chotu_bot.sandbox import environment

BIN = Path(sys.executable).parent
RUFF_RULES = Path(__file__).parents[1] / "templates" / "ruff.toml"


def run(*command: str | Path, cwd: Path, check: bool = True, **env: str) -> None:
    """Run a command silently."""
    subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        check=check,
        capture_output=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **env},
    )


def rehearse(request: str) -> tuple[bytes, bytes, list[bytes]]:
    """The files that both sides land, and every variant that the gate runs the tests on."""
    with tempfile.TemporaryDirectory() as name, Chotu.init(Path(name) / "r") as chotu:
        answer = chotu.learn(request, dry_run=True)
    if not isinstance(answer, Rehearsed):
        raise SystemExit(f"{request!r} is {answer.status}")
    tool = answer.tool.encode()
    stubs = [stub(tool, body) for body in stub_bodies(answer.contract, tool)]
    variants = [*stubs, *(one.source for one in mutants(tool, LIMIT))]
    return tool, answer.tests.encode(), variants


def naive(folder: Path, material: Path) -> None:
    """One cold run of ``naive_learn.py``."""
    script = Path(__file__).with_name("naive_learn.py")
    python = environment.locate().python
    run(sys.executable, script, folder, material, python, RUFF_RULES, cwd=folder)


def lay_out(folder: Path, tool: bytes, tests: bytes, variants: list[bytes]) -> Path:
    """The material of a naive run."""
    folder.mkdir()
    (folder / "tool.py").write_bytes(tool)
    (folder / "test_tool.py").write_bytes(tests)
    for number, variant in enumerate(variants):
        (folder / f"variant-{number:03}.py").write_bytes(variant)
    return folder


def ours(folder: Path, request: str, *, whole: bool) -> None:
    """One cold ``chotu-bot learn``, its own process and all."""
    no_mutants = {"CHOTU_GATE_MIN_KILL_RATE": "0", "CHOTU_LEARNING_MIN_CONFIDENCE": "0"}
    more = {} if whole else no_mutants
    run(BIN / "chotu-bot", "learn", "-q", "--require-landed", request, cwd=folder, **more)


def fresh(base: Path, name: str) -> Path:
    """A new repository of tools."""
    folder = base / name
    Chotu.init(folder).close()
    run("git", "config", "user.name", "bench", cwd=folder)
    run("git", "config", "user.email", "bench@example.org", cwd=folder)
    return folder


def timed(work: Callable[[], None]) -> float:
    """Seconds by the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(base: Path, request: str, rounds: int) -> None:
    """Print medians and ratios."""
    tool, tests, variants = rehearse(request)
    plain = lay_out(base / "plain", tool, tests, [])
    full = lay_out(base / "full", tool, tests, variants)
    seconds: dict[str, list[float]] = {}
    for number in range(-1, rounds):  # the first round warms the caches of both
        for label, work in {
            "naive, same checks": lambda f: naive(f, plain),
            "ours, same checks": lambda f: ours(f, request, whole=False),
            "naive, whole gate": lambda f: naive(f, full),
            "ours, whole gate": lambda f: ours(f, request, whole=True),
        }.items():
            folder = fresh(base, f"{label.replace(' ', '-').replace(',', '')}-{number}")
            took = timed(lambda w=work, f=folder: w(f))
            if number >= 0:
                seconds.setdefault(label, []).append(took)
    medians = {label: statistics.median(values) for label, values in seconds.items()}
    print(f"cold learn of {request!r}, {len(variants)} stubs and mutants, median of {rounds}")
    for label, value in medians.items():
        print(f"  {label:<20} {value * 1000:8.0f} ms")
    for kind in ("same checks", "whole gate"):
        ratio = medians[f"naive, {kind}"] / medians[f"ours, {kind}"]
        print(f"  {kind}: {ratio:.1f} times faster than naive")


def help_time(rounds: int) -> None:
    """``chotu-bot --help``, cold process."""
    command = [str(BIN / "chotu-bot"), "--help"]
    run(*command, cwd=Path.cwd())
    values = [timed(lambda: run(*command, cwd=Path.cwd())) for _ in range(rounds)]
    print(f"chotu-bot --help: {statistics.median(values) * 1000:.0f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--request", default="merge PDF files")
    given = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="chotu-bench-"))
    try:
        help_time(9)
        compare(base, given.request, given.rounds)
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
