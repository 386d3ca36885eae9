"""What is known of the tools of a repository, as a page and as a table."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEAD = (
    "| tool | what it does | asked for as | permissions | risk | mutants killed | confidence |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One registered tool with what its evidence says."""

    name: str
    category: str
    summary: str
    signature: str
    version: str
    risk: str
    permissions: str
    """Each kind with what it names; empty for a pure tool."""
    request: str
    """The words that it was learned by."""
    tests: int
    mutants: int
    killed: int
    confidence: float

    @property
    def kill_rate(self) -> float:
        """Share of mutants that the tests noticed, between 0 and 1."""
        return self.killed / self.mutants if self.mutants else 1.0


def entries(root: Path) -> list[Entry]:
    """Every tool in the registry of ``root``, by category and name."""
    paths = sorted((root / "registry").glob("*/*.json"))
    records = [path for path in paths if path.parent.name != "ledger"]
    return [_entry(json.loads(path.read_text("utf-8")), root) for path in records]


def _entry(record: dict[str, Any], root: Path) -> Entry:
    folder = root / "generated_tools" / record["category"] / record["name"]
    evidence = json.loads((folder / "evidence.json").read_text("utf-8"))["predicate"]
    measures = {one["check"]: one["measures"] for one in evidence["checks"]}
    return Entry(
        name=record["name"],
        category=record["category"],
        summary=record["summary"],
        signature=record["signature"],
        version=record["version"],
        risk=record["risk"],
        permissions=_permissions(record["permissions"]),
        request=evidence["request"]["text"],
        tests=measures["tests"]["tests"],
        mutants=measures["mutation"]["mutants"],
        killed=measures["mutation"]["killed"],
        confidence=record["confidence"],
    )


def _permissions(declared: dict[str, Any]) -> str:
    told = [
        kind if named is True else f"{kind} {', '.join(named)}" for kind, named in declared.items()
    ]
    return "; ".join(told)


def totals(found: Sequence[Entry]) -> str:
    """The figures of all tools, in one sentence."""
    if not found:
        return "No tools are registered."
    rates = [one.kill_rate for one in found]
    tests = sum(one.tests for one in found)
    return (
        f"{len(found)} tools with {tests} tests; of the mutants, the median tool kills "
        f"{statistics.median(rates):.0%} and the weakest {min(rates):.0%}."
    )


def table(found: Sequence[Entry]) -> str:
    """A line for each tool, for a terminal."""
    lines = [
        f"{one.category:<10} {one.name:<22} {one.risk:<8} {one.tests:>4} tests "
        f"{one.killed:>3} of {one.mutants:<3} {one.kill_rate:>5.0%}  {one.confidence:.2f}"
        for one in found
    ]
    return "\n".join([*lines, totals(found)])


def page(found: Sequence[Entry]) -> str:
    """The catalogue as a document."""
    lines = [
        "# The catalogue",
        "",
        "Every tool below was learned by `chotu-bot learn` through the gate: one request, one",
        "branch, one landing each. `python catalogue/learn.py page` makes this page from the",
        "registry; `make catalogue` learns all of them anew in a scratch repository and compares",
        "bytes.",
        "",
        totals(found),
    ]
    for category in sorted({one.category for one in found}):
        lines += [
            "",
            f"## {category}",
            "",
            "| tool | what it does | asked for as | permissions | risk ",
        ]
        lines[-1] += "| mutants killed | confidence |"
        lines.append("|---|---|---|---|---|---|---|")
        lines += [_row(one) for one in found if one.category == category]
    return "\n".join(lines) + "\n"


def _row(one: Entry) -> str:
    link = f"[{one.name}](../generated_tools/{one.category}/{one.name}/tool.py)"
    cells = (
        link,
        one.summary,
        one.request,
        one.permissions or "none",
        one.risk,
        f"{one.killed} of {one.mutants}",
        f"{one.confidence:.2f}",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
