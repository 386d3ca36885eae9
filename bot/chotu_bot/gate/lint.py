"""The ruff check: lint and format of both files, by the fixed rule set alone."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import CheckResult, Finding, Status
from chotu_bot.errors import ConfigurationError
from chotu_bot.gate.verdicts import answer

_BROKEN = 2


class LintCheck:
    """Runs ruff on copies of the files, away from any repository's configuration."""

    name = "ruff"

    def __init__(self, ruff: Path, configuration: Path, seconds: float = 60.0) -> None:
        """Take ruff's binary, the rule set, and the time one run may take."""
        self._ruff = ruff
        self._configuration = configuration
        self._seconds = seconds

    def run(self, candidate: Candidate) -> CheckResult:
        """Fail when lint or format differ.

        Raises:
            ConfigurationError: when ruff itself cannot run.
        """
        with tempfile.TemporaryDirectory(prefix="chotu-lint-") as name:
            folder = Path(name)
            for file, content in candidate.files.items():
                (folder / file).write_bytes(content)
            findings = [*self._lint(folder), *self._format(folder, candidate)]
        if not findings:
            return CheckResult(
                check=self.name, status=Status.PASS, reason="lint and format are as they should be"
            )
        return answer(self.name, findings, "")

    def _lint(self, folder: Path) -> Iterator[Finding]:
        done = self._call(
            folder, "check", "--no-fix", "--ignore-noqa", "--output-format", "json", "--exit-zero"
        )
        for one in json.loads(done or "[]"):
            yield _finding(one)

    def _format(self, folder: Path, candidate: Candidate) -> Iterator[Finding]:
        """Format the copies and compare: what ruff prints differs between its versions."""
        self._call(folder, "format")
        for file, content in candidate.files.items():
            if (folder / file).read_bytes() != content:
                message = "the file is not formatted; run ruff format with the shipped ruff.toml"
                yield Finding(rule="ruff/format", message=message, file=file)

    def _call(self, folder: Path, *verb: str) -> str:
        command = [str(self._ruff), *verb, "--no-cache", "--config", str(self._configuration), "."]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env={"NO_COLOR": "1"},
                capture_output=True,
                text=True,
                timeout=self._seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ConfigurationError(f"ruff cannot run: {error}; reinstall chotu-bot") from error
        if done.returncode == _BROKEN and verb[0] == "check":
            raise ConfigurationError(f"ruff {verb[0]} failed: {done.stderr.strip()[:500]}")
        return done.stdout


def _finding(one: dict[str, Any]) -> Finding:
    code = one.get("code") or "syntax"
    place = one.get("location") or {}
    return Finding(
        rule=f"ruff/{code}",
        message=str(one.get("message", "")),
        file=Path(str(one.get("filename", ""))).name,
        line=int(place.get("row", 0)),
    )
