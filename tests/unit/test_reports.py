"""The merge gate's report in every format: valid by the published schemas, and inert."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from jsonschema import Draft7Validator

from chotu_bot.cli.formats import FORMATS
from chotu_bot.cli.reports import rendered
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict
from chotu_bot.reviewing.markup import block, code
from chotu_bot.reviewing.values import RangeReport, ToolReport

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
HOSTILE = "@ada #1 <img src=x onerror=y> [a](http://x) `z` | \x00\u202e\ud800\r\n::error::x %0A ]]>"


def result(status: Status, *findings: Finding, check: str = "tests") -> CheckResult:
    return CheckResult(check=check, status=status, reason=HOSTILE, findings=findings)


def found(level: Level, line: int = 3, file: str = "tool.py") -> Finding:
    return Finding(rule="tests/failed", message=HOSTILE, level=level, line=line, file=file)


def report(*tools: Verdict, verdict: Verdict | None = None) -> RangeReport:
    fine = Verdict(results=(CheckResult(check="scope", status=Status.PASS, reason="fine"),))
    return RangeReport(
        base="a" * 40,
        head="b" * 40,
        fork="a" * 40,
        verdict=verdict or fine,
        tools=tuple(
            ToolReport(
                name=f"t{number}",
                folder=f"generated_tools/text/t{number}",
                how="changed",
                verdict=one,
                remembered=one.passed,
            )
            for number, one in enumerate(tools)
        ),
    )


EVERYTHING = report(
    Verdict(results=(result(Status.PASS, found(Level.NOTE)),)),
    Verdict(
        results=(
            result(Status.FAIL, found(Level.ERROR), found(Level.WARNING, line=0)),
            result(Status.SKIP, check="mutation"),
            result(Status.NOT_APPLICABLE, check="regression"),
            result(Status.INCONCLUSIVE, check="observed"),
        )
    ),
    verdict=Verdict(
        results=(
            result(Status.FAIL, found(Level.ERROR, file="a b/ü.py"), found(Level.NOTE, file="")),
            result(Status.INCONCLUSIVE, check="gate_code"),
        )
    ),
)
REPORTS = {"everything": EVERYTHING, "nothing": report(), "many": report(*[
    Verdict(results=(result(Status.PASS),)) for _ in range(60)
])}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_written_and_is_text(name: str, form: str) -> None:
    text = rendered(REPORTS[name], form)  # type: ignore[arg-type]
    assert text.strip()
    assert text.encode()


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_is_valid_by_its_schema(name: str) -> None:
    log = json.loads(rendered(REPORTS[name], "sarif"))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_bytes())
    assert [one.message for one in Draft7Validator(schema).iter_errors(log)] == []


def test_sarif_places_each_finding() -> None:
    (run,) = json.loads(rendered(EVERYTHING, "sarif"))["runs"]
    assert [one["level"] for one in run["results"]] == ["error", "note", "note", "error", "warning"]
    first, second, third = (one["locations"] for one in run["results"][:3])
    assert first[0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/%C3%BC.py"},
        "region": {"startLine": 3},
    }
    assert second == []
    assert "generated_tools/text/t0/tool.py" in str(third)
    assert run["invocations"][0]["exitCode"] == 1
    rules = [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert all(rules[one["ruleIndex"]] == one["ruleId"] for one in run["results"])


@pytest.mark.parametrize("name", REPORTS)
def test_junit_is_valid_by_its_schema(name: str) -> None:
    document = ET.fromstring(rendered(REPORTS[name], "junit"))  # noqa: S314 - our own
    problems = list(xmlschema.XMLSchema(SCHEMAS / "junit-jenkins.xsd").iter_errors(document))
    assert [one.reason for one in problems] == []


def test_junit_counts_what_it_holds() -> None:
    document = ET.fromstring(rendered(EVERYTHING, "junit"))  # noqa: S314 - our own
    counts = [
        [int(suite.attrib[key]) for key in ("tests", "failures", "errors")] for suite in document
    ]
    assert counts == [[2, 1, 1], [1, 0, 0], [4, 1, 1]]


def test_annotations_hold_one_command_on_each_line() -> None:
    lines = rendered(EVERYTHING, "github").split("\n")
    shape = re.compile(r"::(error|warning|notice) [^:\n]*::[^\n]*")
    assert all(shape.fullmatch(line) for line in lines)
    assert len(lines) == 5 + 3 + 1
    assert rendered(report(), "github").startswith("::notice title=chotu-bot gate::pass")


def test_markdown_shows_foreign_text_as_code_alone() -> None:
    text = rendered(EVERYTHING, "markdown")
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert not re.search(r"@ada|#1|<img|http://x|\u202e|\x00", outside)
    assert "\u202e" not in text
    assert "60" not in rendered(REPORTS["many"], "markdown").split("more")[0]
    assert "and 10 more" in rendered(REPORTS["many"], "markdown")


def test_text_shows_what_failed_first_and_ends_with_the_verdict() -> None:
    text = rendered(EVERYTHING, "text")
    assert text.splitlines()[-1] == "verdict: fail (2 tools, 1 as remembered)"
    assert text.index("t1 changed") < text.index("t0 changed")
    assert "and 20 more that passed" in rendered(REPORTS["many"], "text")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", "`a`"),
        ("", "`-`"),
        ("a `b` c", "``a `b` c``"),
        ("`a`", "`` `a` ``"),
        ("a | b", "`a \\| b`"),
        ("a\n\nb", "`a b`"),
        ("a\u202eb", "`a\\u202eb`"),
        ("x" * 300, f"`{'x' * 199}…`"),
    ],
)
def test_code_spans_hold_anything(text: str, shown: str) -> None:
    assert code(text) == shown


def test_blocks_hold_anything() -> None:
    assert block("a\n```\nb") == "````text\na\n```\nb\n````"
    assert block("x" * 5000).endswith("… 1000 more characters\n```")


def test_a_report_passes_only_where_everything_did() -> None:
    undecided = Verdict(results=(result(Status.INCONCLUSIVE),))
    assert report(undecided).status is Status.INCONCLUSIVE
    assert report().passed
    assert not EVERYTHING.passed
    assert EVERYTHING.status is Status.FAIL
