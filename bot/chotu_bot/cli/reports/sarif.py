"""The report as SARIF 2.1.0, which code scanning shows beside the lines."""

import json
from importlib import metadata
from urllib.parse import quote

from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding
from chotu_bot.reviewing.markup import visible
from chotu_bot.reviewing.values import RangeReport

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST = 5_000
"""Results that GitHub shows of one run; it refuses more than 25,000."""


def render(report: RangeReport) -> str:
    """One run with a rule for each kind of finding."""
    findings = report.findings[:_MOST]
    rules = sorted({one.rule for one in findings})
    log: dict[str, Json] = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "chotu-bot",
                        "version": metadata.version("chotu-bot"),
                        "rules": [_rule(one) for one in rules],
                    }
                },
                "automationDetails": {"id": "chotu-bot/gate/"},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {"executionSuccessful": True, "exitCode": 0 if report.passed else 1}
                ],
                "results": [_result(one, rules.index(one.rule)) for one in findings],
                "properties": {
                    "base": report.base,
                    "head": report.head,
                    "status": report.status.value,
                },
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(rule: str) -> Json:
    check, _, name = rule.partition("/")
    words = f"{check}: {name.replace('-', ' ')}" if name else check
    return {"id": rule, "shortDescription": {"text": words}}


def _result(finding: Finding, index: int) -> Json:
    place: dict[str, Json] = {}
    if finding.file:
        place["artifactLocation"] = {"uri": quote(finding.file, errors="surrogateescape")}
    if finding.file and finding.line:
        place["region"] = {"startLine": finding.line}
    location: list[Json] = [{"physicalLocation": place}] if place else []
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.level.value,
        "message": {"text": visible(finding.message)},
        "locations": location,
    }
