"""The report as text for a terminal, and as one JSON object."""

import json
from collections.abc import Iterator

from chotu_bot.cli.present import finding_lines
from chotu_bot.domain.documents import finding_json, verdict_json
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import CheckResult, Status
from chotu_bot.reviewing.values import RangeReport, ToolReport, placed

_FINE = frozenset({Status.PASS, Status.NOT_APPLICABLE})
_SHOWN_TOOLS = 40


def text(report: RangeReport) -> str:
    """One line per tool that passed; of what did not, every check that stopped it."""
    return "\n".join(_lines(report))


def _lines(report: RangeReport) -> Iterator[str]:
    yield f"range {report.fork[:12]}..{report.head[:12]} onto {report.base[:12]}"
    for result in report.verdict.results:
        yield f"  {result.status:<14} {result.check:<14} {result.reason}"
    yield from finding_lines(report.verdict.findings)
    passed = [one for one in report.tools if one.verdict.passed]
    for tool in [one for one in report.tools if not one.verdict.passed] + passed[:_SHOWN_TOOLS]:
        yield from tool_lines(tool)
    if len(passed) > _SHOWN_TOOLS:
        yield f"… and {len(passed) - _SHOWN_TOOLS} more that passed"
    again = sum(one.remembered for one in report.tools)
    known = f", {again} as remembered" if again else ""
    yield f"verdict: {report.status} ({len(report.tools)} tools{known})"


def tool_lines(tool: ToolReport) -> Iterator[str]:
    """One tool."""
    known = " (as remembered)" if tool.remembered else ""
    yield f"{tool.verdict.status:<13} {tool.folder} {tool.how}{known}"
    for result in tool.verdict.results:
        if result.status not in _FINE:
            yield f"  {result.status:<14} {result.check:<14} {first_line(result)}"
    if not tool.verdict.passed:
        yield from finding_lines(placed(tool))


def first_line(result: CheckResult) -> str:
    """Why, on one line."""
    return (result.reason.splitlines() or [""])[0]


def json_text(report: RangeReport) -> str:
    """As one JSON object."""
    return json.dumps(report_json(report), ensure_ascii=False)


def report_json(report: RangeReport) -> dict[str, Json]:
    """Everything that was judged."""
    return {
        "status": report.status.value,
        "base": report.base,
        "head": report.head,
        "fork": report.fork,
        "range": verdict_json(report.verdict),
        "tools": [tool_json(one) for one in report.tools],
        "findings": [finding_json(one) for one in report.findings],
    }


def tool_json(tool: ToolReport) -> dict[str, Json]:
    """One tool."""
    return {
        "name": tool.name,
        "folder": tool.folder,
        "how": tool.how,
        "remembered": tool.remembered,
        **verdict_json(tool.verdict),
    }
