"""Check results as JSON and back, and answers that are remembered by what was asked."""

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chotu_bot.domain.contract import canonical_json, digest
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict

_KEPT = 20_000
"""Answers at most; the oldest go first."""


class Remembered:
    """Verdicts by the digest of everything that decides them, in the bot's state folder."""

    def __init__(self, folder: Path, *, enabled: bool) -> None:
        """``enabled`` is False where somebody else may have written the folder."""
        self._folder = folder / "verdicts"
        self._enabled = enabled

    def get(self, question: Mapping[str, Json]) -> Verdict | None:
        """The answer to the very same question, or None."""
        path = self._path(question)
        if not self._enabled or not path.is_file():
            return None
        try:
            return Verdict(results=tuple(map(result_of, json.loads(path.read_bytes())["results"])))
        except (ValueError, LookupError, TypeError):
            return None  # what cannot be read answers nothing, as if it were not there

    def put(self, question: Mapping[str, Json], verdict: Verdict) -> None:
        """Keep an answer that a second try would not change."""
        if not self._enabled or verdict.status is Status.INCONCLUSIVE:
            return
        from chotu_bot.vcs.locks import own_folder

        own_folder(self._folder.parent)
        own_folder(self._folder)
        content = canonical_json({"results": [_json(one) for one in verdict.results]})
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".draft-")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(name).replace(self._path(question))

    def tidy(self) -> None:
        """Forget the oldest answers where there are too many."""
        if self._folder.is_dir():
            found = sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
            for path in found[:-_KEPT]:
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()

    def _path(self, question: Mapping[str, Json]) -> Path:
        return self._folder / f"{digest(canonical_json(dict(question)))}.json"


def _json(result: CheckResult) -> Json:
    return {
        "check": result.check,
        "status": result.status.value,
        "reason": result.reason,
        "measures": dict(result.measures),
        "findings": [
            {
                "rule": one.rule,
                "level": one.level.value,
                "file": one.file,
                "line": one.line,
                "message": one.message,
            }
            for one in result.findings
        ],
    }


def result_of(entry: Mapping[str, Any]) -> CheckResult:
    """A check's answer from JSON; raises LookupError or ValueError where it is none."""
    return CheckResult(
        check=str(entry["check"]),
        status=Status(entry["status"]),
        reason=str(entry["reason"]),
        measures=dict(entry["measures"]),
        findings=tuple(
            Finding(
                rule=str(one["rule"]),
                level=Level(one["level"]),
                file=str(one["file"]),
                line=int(one["line"]),
                message=str(one["message"]),
            )
            for one in entry["findings"]
        ),
    )
