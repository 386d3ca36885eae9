"""The walk-through in the documentation, run as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context

from chotu_bot.cli.main import cli

PAGE = Path(__file__).parents[2] / "docs/walk-through.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHOWN = re.compile(r"<!-- packet -->\n\n(.*?)\n\n<!-- end of packet -->", re.DOTALL)


def run_page(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Every block of the page in one shell that stops at the first failure."""
    script = "\n".join(BLOCK.findall(PAGE.read_text()))
    person = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **person, "PATH": path, "SOURCE_DATE_EPOCH": "1767225600"},
        capture_output=True,
        text=True,
        check=False,
    )


def packet_of(text: str) -> str:
    """A packet without what differs from run to run: the commit."""
    return re.sub(
        r"`[0-9a-f]{12}`", "`............`", re.sub(r"[0-9a-f]{40,64}", "…", text)
    ).strip()


def verbs_of(page: str) -> list[tuple[str, list[str]]]:
    """Every call of the program on a page: its verb, and the options it is given."""
    commands = re.findall(r"\bchotu-bot ([a-z-]+)([^\n;)]*)", "\n".join(BLOCK.findall(page)))
    return [(verb, re.findall(r"(?<= )--[a-z-]+", rest)) for verb, rest in commands]


def test_the_walk_through_uses_verbs_and_options_that_there_are() -> None:
    found = verbs_of(PAGE.read_text())
    assert len(found) >= 10
    for verb, options in found:
        known = {opt for one in cli.get_command(Context(cli), verb).params for opt in one.opts}
        # A tool has options of its own.
        assert verb == "run" or set(options) <= known, (verb, options)


@pytest.mark.acceptance
def test_every_command_of_the_walk_through_works(tmp_path: Path) -> None:
    done = run_page(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verdict: pass (1 tools)" in done.stdout
    assert done.stdout.count("clean: ") >= 2
    assert "\n4\n" in done.stdout
    shown = SHOWN.search(PAGE.read_text())
    assert shown is not None
    assert packet_of(shown[1]) == packet_of((tmp_path / "packet.md").read_text())
