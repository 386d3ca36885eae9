"""The bandit check: the well-known scanner, in this process, with nothing switched off.

Two of its tests look at one line and cannot tell where the text on it comes from; where the
policy has followed that text to its beginning and found it sound, their issues are notes.
"""

import io
import logging
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.malformed import decode, parse
from chotu_bot.domain.names import TOOL_FILE
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.policy.followed import FOLLOWED, followed_lines
from chotu_bot.gate.policy.inference import follow
from chotu_bot.gate.verdicts import answer

_RANKS = {"UNDEFINED": 0, "LOW": 1, "MEDIUM": 2, "HIGH": 3}


class SecurityCheck:
    """Runs bandit on tool.py; ``# nosec`` is not heeded."""

    name = "bandit"

    def __init__(self, severity: str, confidence: str) -> None:
        """Take the severity and confidence (low, medium, high) from which issues fail."""
        self._severity = _RANKS[severity.upper()]
        self._confidence = _RANKS[confidence.upper()]

    def run(self, candidate: Candidate) -> CheckResult:
        """Fail at an issue over both bars, and at anything bandit could not look at."""
        scan = self._scan(candidate.tool)
        if scan.skipped:
            return CheckResult(
                check=self.name,
                status=Status.FAIL,
                reason=f"bandit could not read the file: {scan.skipped[0][1]}",
                findings=tuple(
                    Finding(rule="bandit/error", message=str(why)) for _, why in scan.skipped
                ),
            )
        findings = tuple(self._findings(scan, candidate))
        return answer(self.name, findings, "no issue at or over the configured bars")

    def _findings(self, scan: Any, candidate: Candidate) -> Iterator[Finding]:
        followed: dict[str, frozenset[int]] | None = None
        for issue in sorted(scan.results, key=lambda one: (one.lineno, one.test_id)):
            over = (
                _RANKS[issue.severity] >= self._severity
                and _RANKS[issue.confidence] >= self._confidence
            )
            if over and issue.test_id in FOLLOWED:
                if followed is None:
                    source = decode(candidate.tool)
                    name = candidate.contract.name
                    followed = followed_lines(follow(source, parse(source), name))
                over = issue.lineno not in followed[issue.test_id]
            yield Finding(
                rule=f"bandit/{issue.test_id}",
                message=f"{issue.text} (severity {issue.severity}, confidence {issue.confidence})",
                level=Level.ERROR if over else Level.NOTE,
                line=issue.lineno,
            )

    def _scan(self, source: bytes) -> Any:
        """Bandit's manager after it has looked at the file; no file is opened."""
        from bandit.core.manager import BanditManager

        logging.getLogger("bandit").setLevel(logging.CRITICAL)
        scan = BanditManager(self._configuration, "file", quiet=True, ignore_nosec=True)
        scan.files_list = [TOOL_FILE]
        scan._parse_file(TOOL_FILE, io.BytesIO(source), scan.files_list)  # noqa: SLF001 - the only way in without a file
        return scan

    @cached_property
    def _configuration(self) -> Any:
        from bandit.core.config import BanditConfig

        return BanditConfig()
