"""The report as JUnit XML: a suite for the range and one for each tool, a case for each check.

Valid by the schema of Jenkins, with the attributes that Apache Ant's asks for besides.
"""

import re
from xml.etree import ElementTree as ET

from chotu_bot.domain.evidence import created_now
from chotu_bot.domain.verdict import CheckResult, Status, Verdict
from chotu_bot.reviewing.values import RangeReport

# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Seconds are no part of a verdict, and the schema asks for them.
_NO_TIME = {"time": "0"}


def render(report: RangeReport) -> str:
    """The document."""
    root = ET.Element("testsuites")
    marks = {"base": report.base, "head": report.head, "status": report.status.value}
    _suite(root, "range", report.verdict, marks)
    for tool in report.tools:
        _suite(root, tool.folder, tool.verdict, {"how": tool.how})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def _suite(root: ET.Element, name: str, verdict: Verdict, marks: dict[str, str]) -> None:
    counts = {
        "tests": len(verdict.results),
        "failures": sum(one.status is Status.FAIL for one in verdict.results),
        "errors": sum(one.status is Status.INCONCLUSIVE for one in verdict.results),
    }
    about = {
        "name": name,
        "package": "chotu-bot",
        "id": str(len(root)),
        "timestamp": created_now().removesuffix("Z"),
        "hostname": "localhost",
        **_NO_TIME,
    }
    suite = ET.SubElement(
        root, "testsuite", {**about, **{key: str(count) for key, count in counts.items()}}
    )
    properties = ET.SubElement(suite, "properties")
    for key, value in marks.items():
        ET.SubElement(properties, "property", {"name": key, "value": value})
    for result in verdict.results:
        _case(suite, name, result)
    notes = [str(one) for result in verdict.results if _is_fine(result) for one in result.findings]
    ET.SubElement(suite, "system-out").text = _clean("\n".join(notes))
    ET.SubElement(suite, "system-err")


def _case(suite: ET.Element, name: str, result: CheckResult) -> None:
    case = ET.SubElement(suite, "testcase", {"name": result.check, "classname": name, **_NO_TIME})
    if _is_skipped(result):
        ET.SubElement(case, "skipped").text = _clean(result.reason)
    elif result.status is not Status.PASS:
        kind = "failure" if result.status is Status.FAIL else "error"
        marks = {"message": _clean(result.reason), "type": result.status.value}
        ET.SubElement(case, kind, marks).text = _clean("\n".join(map(str, result.findings)))


def _is_skipped(result: CheckResult) -> bool:
    return result.status in {Status.SKIP, Status.NOT_APPLICABLE}


def _is_fine(result: CheckResult) -> bool:
    return result.status is Status.PASS or _is_skipped(result)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
