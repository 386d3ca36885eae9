"""Confidence: points for evidence, by a formula that anyone can check.

| term | points | how |
|---|---|---|
| mutation | 30 | share of mutants killed |
| coverage | 15 | share of lines and branches executed |
| independence | 15 | the tests were written without sight of the code |
| examples | 10 | 4 for the first example the person gave, 3 for each of the next two |
| rounds | 15 | 5 less for each repair round |
| cleanliness | 5 | 1 less for each warning |
| risk | 10 | pure 10, read or system 8, write 6, network 3, process 0 |

All points are whole numbers, rounded down; the score is their sum in hundredths. More killed
mutants, more coverage, more examples, fewer rounds, fewer warnings or less risk never lower it.
A failing gate has no confidence: it is a rejection.
"""

from chotu_bot.domain.contract import Risk
from chotu_bot.domain.draft import Candidate, Confidence
from chotu_bot.domain.verdict import Level, Verdict

_RISK_POINTS = {
    Risk.PURE: 10,
    Risk.READ: 8,
    Risk.SYSTEM: 8,
    Risk.WRITE: 6,
    Risk.NETWORK: 3,
    Risk.PROCESS: 0,
}
_EXAMPLE_POINTS = (0, 4, 7, 10)


def confidence(candidate: Candidate, verdict: Verdict, repairs: int) -> Confidence:
    """How far the evidence for ``candidate`` carries after ``repairs`` repair rounds."""
    warnings = sum(finding.level is Level.WARNING for finding in verdict.findings)
    examples = min(len(candidate.request.examples), len(_EXAMPLE_POINTS) - 1)
    terms = {
        "mutation": _share(verdict, "mutation", "killed", "mutants", 30),
        "coverage": 15 * _measure(verdict, "coverage", "permille") // 1000,
        "independence": 15 if candidate.authorship.independent_tests else 0,
        "examples": _EXAMPLE_POINTS[examples],
        "rounds": max(0, 15 - 5 * repairs),
        "cleanliness": max(0, 5 - warnings),
        "risk": _RISK_POINTS[candidate.contract.risk],
    }
    return Confidence(score=round(sum(terms.values()) / 100, 2), terms=terms)


def _share(verdict: Verdict, check: str, part: str, whole: str, points: int) -> int:
    total = _measure(verdict, check, whole)
    return points * _measure(verdict, check, part) // total if total else 0


def _measure(verdict: Verdict, check: str, name: str) -> int:
    result = verdict.result(check)
    return result.measures.get(name, 0) if result else 0
