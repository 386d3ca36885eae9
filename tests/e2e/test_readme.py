"""The README's tour, command by command, as a newcomer would type it."""

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from journey import Answered

README = Path(__file__).parents[2] / "README.md"


def tour() -> list[tuple[str, str]]:
    """Commands of the tour with what the README says they print."""
    text = README.read_text("utf-8")
    found = re.search(r"<!-- tour -->\n```console\n(.*?)```", text, re.DOTALL)
    assert found is not None
    steps: list[tuple[str, str]] = []
    for line in found[1].splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        else:
            command, printed = steps[-1]
            steps[-1] = (command, f"{printed}{line}\n")
    return steps


def test_every_command_of_the_tour_works_and_prints_what_it_says(
    run: Callable[..., Answered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command, printed in tour():
        words = shlex.split(command)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[0] == "chotu-bot":
            answered = run(*words[1:])
            assert answered.code == 0, (command, answered)
            assert printed in answered.out, command
        else:
            subprocess.run(words, check=True, capture_output=True)
