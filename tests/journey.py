"""What a person does and sees: commands as typed, and the state of a repository, byte for byte."""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chotu_bot.cli.gate import run_gated
from chotu_bot.cli.main import cli


@dataclass(frozen=True)
class Answered:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object of ``--json``."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


class Terminal:
    """Runs commands in this process, through the same error gate as the real ones."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: object) -> Answered:
        self._capsys.readouterr()
        code = run_gated(cli, [str(word) for word in words])
        captured = self._capsys.readouterr()
        return Answered(code, captured.out, captured.err)


def git(folder: Path, *arguments: str) -> str:
    """What git says in ``folder``."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def state(folder: Path) -> tuple[str, str, str]:
    """Refs, status and every tracked or untracked file; what a failure must leave as it was."""
    sums = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not {".git", ".chotu"} & set(parts):
            sums.update(str(path).encode() + path.read_bytes())
    refs = git(folder, "for-each-ref", "--format=%(refname) %(objectname)")
    return refs, git(folder, "status", "--porcelain", "--ignored=no"), sums.hexdigest()
