"""The report as workflow commands, which GitHub shows as annotations."""

from collections.abc import Iterator

from chotu_bot.cli.reports.summary import first_line
from chotu_bot.domain.verdict import Finding, Level, Status
from chotu_bot.reviewing.markup import visible
from chotu_bot.reviewing.values import RangeReport

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_FINE = frozenset({Status.PASS, Status.NOT_APPLICABLE})


def render(report: RangeReport) -> str:
    """One command for each finding, one for each check that stopped without any, and the sum."""
    return "\n".join(_lines(report))


def _lines(report: RangeReport) -> Iterator[str]:
    yield from map(_annotation, report.findings)
    for verdict, place in ((report.verdict, ""), *((t.verdict, t.folder) for t in report.tools)):
        for result in verdict.results:
            if result.status not in _FINE and not result.findings:
                told = f"{place} {result.check}: {first_line(result)}".strip()
                yield f"::error title={_property(result.check)}::{_escaped(told)}"
    kind = "notice" if report.passed else "error"
    yield f"::{kind} title=chotu-bot gate::{report.status}, {len(report.tools)} tools"


def _annotation(finding: Finding) -> str:
    places = [f"file={_property(finding.file)}"] if finding.file else []
    if finding.line:
        places.append(f"line={finding.line}")
    marks = ",".join([*places, f"title={_property(finding.rule)}"])
    return f"::{_COMMANDS[finding.level]} {marks}::{_escaped(finding.message)}"


def _escaped(text: str) -> str:
    """Text in which no line can begin another command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
