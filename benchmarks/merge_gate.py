"""What the merge gate costs on many touched tools: first time, again, and by hand.

One range touches N tools (copies of one tool under N names). Measured as whole commands:

* ``chotu-bot gate`` on it, with nothing remembered;
* the same once more, where every verdict is remembered;
* ``ruff check``, ``ruff format --check``, ``bandit`` and, for each tool, ``pytest`` in its folder:
  what a pipeline runs without the bot. No sandbox, no red proof, no mutants, no evidence.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chotu_bot import Chotu
from chotu_bot.app.workshop import Workshop

BIN = Path(sys.executable).parent
FOLDER = Path("generated_tools/text")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chotu-bench-") as name:
        root = Path(name) / "r"
        prepare(root, given.tools)
        first, again = (timed(lambda: gate(root)) for _ in range(2))
        by_hand = timed(lambda: tools_by_hand(root))
    print(f"{given.tools} touched tools, whole commands")
    print(f"  chotu-bot gate, nothing remembered  {first:8.2f} s  {per_tool(first, given.tools)}")
    print(f"  chotu-bot gate, all remembered      {again:8.2f} s  {per_tool(again, given.tools)}")
    print(
        f"  ruff, bandit, pytest as commands    {by_hand:8.2f} s  {per_tool(by_hand, given.tools)}"
    )


def prepare(root: Path, count: int) -> None:
    """A repository whose last commit brings ``count`` tools."""
    with Chotu.init(root) as chotu:
        chotu.learn("count the words of a text", name="word_count")
        source = root / FOLDER / "word_count"
        for number in range(count):
            target = root / FOLDER / f"words_{number:04}"
            target.mkdir()
            for file in ("tool.py", "test_tool.py"):
                text = (source / file).read_text().replace("word_count", target.name)
                (target / file).write_text(text)
        chotu.registry_rebuild()
    git(root, "add", "--all")
    git(root, "-c", "user.name=a", "-c", "user.email=a@a", "commit", "-qm", "Many")


def gate(root: Path) -> None:
    """The merge gate on the last commit."""
    run([BIN / "chotu-bot", "gate", "-q", "--base", "HEAD~1"], root)


def tools_by_hand(root: Path) -> None:
    """The tools that the gate includes, as commands over the same files."""
    shop = Workshop(root, lambda _stage, _result: None)
    ruff, rules, environment = shop.ruff, shop.rules, shop.environment
    shop.close()
    run([ruff, "check", "--quiet", "--config", rules, FOLDER], root)
    run([ruff, "format", "--quiet", "--check", "--config", rules, FOLDER], root)
    run([BIN / "bandit", "-q", "-ll", "-r", FOLDER, "-x", "*/test_tool.py"], root)
    path = {"PYTHONPATH": str(environment.site_packages)}
    for folder in sorted((root / FOLDER).glob("words_*")):
        command = [environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        run([*command, "test_tool.py"], folder, path)


def run(command: list[Path | str], folder: Path, more: dict[str, str] | None = None) -> None:
    """A command that must succeed."""
    subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, **(more or {})},
    )


def git(root: Path, *words: str) -> None:
    """Git in the repository."""
    run(["git", *words], root)


def timed(work: Callable[[], None]) -> float:
    """Seconds by the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def per_tool(seconds: float, count: int) -> str:
    """Milliseconds for each tool."""
    return f"{1000 * seconds / count:7.1f} ms a tool"


if __name__ == "__main__":
    main()
