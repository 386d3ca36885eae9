"""The merge gate's report in the formats that people and platforms read."""

from typing import assert_never

from chotu_bot.cli.formats import FORMATS, Format
from chotu_bot.cli.reports import annotations, junit, markdown, sarif, summary
from chotu_bot.reviewing.values import RangeReport

__all__ = ["FORMATS", "Format", "rendered"]


def rendered(report: RangeReport, form: Format) -> str:
    """The report in one of ``FORMATS``, without a final newline.

    A path may hold bytes that are no text; they are written out, so that any stream takes them.
    """
    return _rendered(report, form).encode("utf-8", "backslashreplace").decode()


def _rendered(report: RangeReport, form: Format) -> str:
    match form:
        case "text":
            return summary.text(report)
        case "json":
            return summary.json_text(report)
        case "markdown":
            return markdown.render(report)
        case "sarif":
            return sarif.render(report)
        case "junit":
            return junit.render(report)
        case "github":
            return annotations.render(report)
        case _:
            assert_never(form)
