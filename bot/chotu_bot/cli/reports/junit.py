"""The report as JUnit XML: a suite for the range and one for each tool, a case for each check."""

import re
from xml.etree import ElementTree as ET

from chotu_bot.domain.verdict import CheckResult, Status, Verdict
from chotu_bot.reviewing.values import RangeReport

# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: RangeReport) -> str:
    """The document."""
    root = ET.Element("testsuites", name="chotu-bot gate")
    _suite(root, "range", report.verdict)
    for tool in report.tools:
        _suite(root, tool.folder, tool.verdict)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _suite(root: ET.Element, name: str, verdict: Verdict) -> None:
    counts = {
        "tests": len(verdict.results),
        "failures": sum(one.status is Status.FAIL for one in verdict.results),
        "errors": sum(one.status is Status.INCONCLUSIVE for one in verdict.results),
        "skipped": sum(_is_skipped(one) for one in verdict.results),
    }
    numbers = {key: str(count) for key, count in counts.items()}
    suite = ET.SubElement(root, "testsuite", {"name": _clean(name), **numbers})
    for result in verdict.results:
        _case(suite, name, result)


def _case(suite: ET.Element, name: str, result: CheckResult) -> None:
    case = ET.SubElement(suite, "testcase", name=result.check, classname=_clean(name))
    told = "\n".join(map(str, result.findings))
    if _is_skipped(result):
        ET.SubElement(case, "skipped", message=_clean(result.reason))
    elif result.status is not Status.PASS:
        kind = "failure" if result.status is Status.FAIL else "error"
        marks = {"message": _clean(result.reason), "type": result.status.value}
        ET.SubElement(case, kind, marks).text = _clean(told)
    elif told:
        ET.SubElement(case, "system-out").text = _clean(told)


def _is_skipped(result: CheckResult) -> bool:
    return result.status in {Status.SKIP, Status.NOT_APPLICABLE}


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
