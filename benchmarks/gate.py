"""What the warm gate costs: one test against cold pytest, and the whole gate with 30 mutants.

Two measurements in one run, medians of alternating or repeated rounds on a warm sandbox:

* a one-test candidate: one job of the warm sandbox against a cold ``python -m pytest`` with the
  same interpreter of the tool environment;
* the whole gate, every check of it, on a candidate with as many mutants as the gate ever makes.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chotu_bot import Chotu
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.draft import Candidate, Request, Task
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.gate.mutants import mutants
from chotu_bot.gate.mutation import LIMIT
from chotu_bot.sandbox.contract import Ended, Grants, Job

ONE_TOOL = b'''def double(number: int) -> int:
    """Twice the number."""
    return 2 * number
'''
ONE_TEST = b"""from tool import double


def test_double() -> None:
    assert double(21) == 42
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--request", default="convert numbers to Roman numerals")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chotu-bench-") as name:
        Chotu.init(Path(name) / "r").close()
        shop = Workshop(Path(name) / "r", lambda _stage, _result: None)
        try:
            one_test(shop, Path(name), given.rounds)
            whole_gate(shop, given.request, given.rounds)
        finally:
            shop.close()


def one_test(shop: Workshop, base: Path, rounds: int) -> None:
    """A one-test candidate, warm and cold."""
    folder = base / "one"
    folder.mkdir()
    (folder / TOOL_FILE).write_bytes(ONE_TOOL)
    (folder / TEST_FILE).write_bytes(ONE_TEST)
    seconds: dict[str, list[float]] = {"warm": [], "cold": []}
    for number in range(-1, rounds):  # the first round warms both
        warm, cold = timed(lambda: in_sandbox(shop)), timed(lambda: cold_pytest(shop, folder))
        if number >= 0:
            seconds["warm"].append(warm)
            seconds["cold"].append(cold)
    warm, cold = (statistics.median(seconds[kind]) for kind in ("warm", "cold"))
    print(f"one-test candidate, {shop.sandbox.backend}, median of {rounds}")
    print(f"  warm sandbox job     {warm * 1000:8.1f} ms")
    print(f"  cold python -m pytest{cold * 1000:8.1f} ms")
    print(f"  {cold / warm:.1f} times faster (target: 8)")


def in_sandbox(shop: Workshop) -> None:
    """One job of the gate's own runner."""
    job = Job(
        runner="pytest",
        request={"tests": [TEST_FILE]},
        files={TOOL_FILE: ONE_TOOL, TEST_FILE: ONE_TEST},
        limits=shop.gate_limits,
        grants=Grants(),
    )
    outcome = shop.sandbox.run(job)
    if outcome.ended is not Ended.EXITED or not outcome.report:
        raise SystemExit(f"the job ended with {outcome.ended}")


def cold_pytest(shop: Workshop, folder: Path) -> None:
    """A new process, as one would do it without the bot."""
    subprocess.run(
        [shop.environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST_FILE],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(shop.environment.site_packages)},
    )


def whole_gate(shop: Workshop, text: str, rounds: int) -> None:
    """Every check on one recipe's candidate."""
    request = Request(text=text)
    candidate = shop.renderer.render(shop.recipes.draft(Task(request=request)), request)
    count = len(mutants(candidate.tool, LIMIT))
    require_pass(shop, candidate)
    values = [timed(lambda: require_pass(shop, candidate)) for _ in range(rounds)]
    print(f"whole gate on {candidate.contract.name}, {count} mutants, median of {rounds}")
    middle, best = statistics.median(values), min(values)
    print(f"  warm: {middle * 1000:.0f} ms, best {best * 1000:.0f} ms (target: 600)")


def require_pass(shop: Workshop, candidate: Candidate) -> None:
    """The gate, which must let this candidate through."""
    verdict = shop.judge(candidate)
    if not verdict.passed:
        failed = [f"{one.check}: {one.reason}" for one in verdict.results if one.status != "pass"]
        raise SystemExit("the gate did not pass: " + "; ".join(failed))


def timed(work: Callable[[], None]) -> float:
    """Seconds by the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
