"""What a check offers to the gate."""

from typing import Protocol

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import CheckResult


class Check(Protocol):
    """A static check: it reads the candidate and never runs it."""

    name: str

    def run(self, candidate: Candidate) -> CheckResult:
        """Judge ``candidate``."""
        ...
