"""The report as Markdown, for a job's summary page or a comment."""

from collections.abc import Iterator, Sequence

from chotu_bot.domain.verdict import Finding, Level, Status
from chotu_bot.reviewing.markup import code
from chotu_bot.reviewing.values import RangeReport, ToolReport, placed

_MARKS = {
    Status.PASS: "✅ pass",
    Status.FAIL: "❌ fail",
    Status.SKIP: "⏭️ skip",
    Status.INCONCLUSIVE: "❔ inconclusive",
    Status.NOT_APPLICABLE: "➖ n/a",  # noqa: RUF001 - a picture
}
_SHOWN = 50


def render(report: RangeReport) -> str:
    """A headline, a table of the range, a table of the tools, and the findings folded away."""
    return "\n".join(_lines(report))


def _lines(report: RangeReport) -> Iterator[str]:
    yield f"## chotu-bot gate: {_MARKS[report.status]}"
    yield ""
    yield f"{code(report.fork[:12])} … {code(report.head[:12])} onto {code(report.base[:12])}"
    yield ""
    yield "| check | | why |"
    yield "|---|---|---|"
    for result in report.verdict.results:
        yield f"| {result.check} | {_MARKS[result.status]} | {code(result.reason)} |"
    yield ""
    if report.tools:
        yield from _tools(report.tools)
    yield from _findings("the range", report.verdict.findings)
    for tool in report.tools[:_SHOWN]:
        yield from _findings(code(tool.folder), placed(tool))


def _tools(tools: Sequence[ToolReport]) -> Iterator[str]:
    yield "| tool | | verdict | stopped by |"
    yield "|---|---|---|---|"
    ordered = sorted(tools, key=lambda one: one.verdict.passed)
    for tool in ordered[:_SHOWN]:
        stops = [
            one.check
            for one in tool.verdict.results
            if one.status not in {Status.PASS, Status.NOT_APPLICABLE}
        ]
        row = (code(tool.folder), tool.how, _MARKS[tool.verdict.status], ", ".join(stops))
        yield f"| {' | '.join(row)} |"
    if len(ordered) > _SHOWN:
        yield f"| … and {len(ordered) - _SHOWN} more | | | |"
    yield ""


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    grave = [one for one in findings if one.level is not Level.NOTE]
    if not grave:
        return
    yield f"<details><summary>Findings about {title}</summary>"
    yield ""
    for one in grave[:_SHOWN]:
        place = f"{one.file}:{one.line}" if one.line else one.file
        yield f"- **{one.level}** {code(one.rule)} {code(place)} {code(one.message, 400)}"
    yield ""
    yield "</details>"
    yield ""
