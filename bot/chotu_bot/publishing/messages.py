"""Commit messages: from templates, with nothing in them that a request could forge."""

import re
from collections.abc import Iterable, Mapping

from chotu_bot.domain.contract import digest
from chotu_bot.domain.draft import Candidate
from chotu_bot.errors import ConfigurationError
from chotu_bot.publishing.values import MessageRenderer, Proposal
from chotu_bot.registry import Decision, Record
from chotu_bot.vcs.commits import trailers

_SUBJECT = 72
_QUOTED_LINES = 20
_QUOTED_WIDTH = 200
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Messages:
    """Fills the templates under ``git/``."""

    def __init__(self, render: MessageRenderer, attribution: str) -> None:
        """``attribution``: ``none``, ``assisted-by`` or ``generated-by``."""
        self._render = render
        self._attribution = attribution

    def proposal(self, candidate: Candidate, record: Record, evidence: bytes) -> str:
        """Message of a proposal's commit."""
        author = candidate.authorship
        generator = one_line(f"{author.generator} {author.source}")
        marks = {
            "Chotu-Tool": record.name,
            "Chotu-Version": record.version,
            "Chotu-Request": candidate.request.digest,
            "Chotu-Generator": generator,
            "Chotu-Evidence": digest(evidence),
        }
        if self._attribution != "none":
            marks[self._attribution.capitalize()] = generator
        mended, back = candidate.regression, candidate.restoration
        if back is not None:
            marks["Chotu-Restores"] = back.version
        values = {
            **_about(record),
            "verb": "Improve" if mended else "Put back" if back else "Learn",
            "request": quoted(candidate.request.text),
            "failure": quoted(mended.call.was) if mended else "",
            "failed": mended.contract.version if mended else "",
            "restores": back.version if back else "",
            "bad": one_line(f"{back.failing} is {back.figures}") if back else "",
            "error": quoted(back.error) if back else "",
        }
        return self._fill("git/proposal.txt", values, marks)

    def landing(self, proposal: Proposal, approved_by: str | None) -> str:
        """Message of the merge that lands ``proposal``."""
        marks = {key: one for key, one in proposal.trailers.items() if key.startswith("Chotu-")}
        if approved_by:
            marks["Chotu-Approved-By"] = one_line(approved_by)
        values = {"branch": proposal.branch, **_about(proposal.record)}
        return self._fill("git/landing.txt", {**values, "request": quoted(proposal.request)}, marks)

    def rollback(self, name: str, before: str, after: str, reason: str, by: str) -> str:
        """Message of a rollback; ``after`` is empty where the tool is taken away."""
        marks = {"Chotu-Tool": name, "Chotu-Rollback-From": before}
        if after:
            marks["Chotu-Version"] = after
        if by:
            marks["Chotu-Approved-By"] = one_line(by)
        values = {"name": name, "before": before, "after": after, "reason": quoted(reason)}
        return self._fill("git/rollback.txt", values, marks)

    def restoring(
        self,
        title: str,
        versions: Mapping[str, tuple[str, str]],
        marks: Mapping[str, str],
        reason: str,
        by: str,
    ) -> str:
        """Message of a commit that brings many tools back; ``marks`` say from where."""
        lines = [
            f"{name}: {old or 'absent'} -> {new or 'absent'}"
            for name, (old, new) in versions.items()
        ]
        cut = [f"and {len(lines) - _QUOTED_LINES} more"] if len(lines) > _QUOTED_LINES else []
        approved = {"Chotu-Approved-By": one_line(by)} if by else {}
        values = {
            "title": one_line(title),
            "tools": [*lines[:_QUOTED_LINES], *cut],
            "reason": quoted(reason),
        }
        return self._fill("git/restoring.txt", values, {**marks, **approved})

    def rejection(self, proposal: Proposal, reason: str, by: str) -> str:
        """Message of the commit that records a rejection."""
        marks = {
            "Chotu-Rejected": proposal.name,
            "Chotu-Request": proposal.trailers.get("Chotu-Request", "unknown"),
            "Chotu-Rejected-By": one_line(by),
        }
        values = {**_about(proposal.record), "reason": quoted(reason)}
        return self._fill("git/rejection.txt", values, marks)

    def ruling(self, decision: Decision, headline: str) -> str:
        """Message of the commit that records a decision about a tool's life."""
        marks = {
            "Chotu-Ruling": f"{decision.kind} of {decision.subject}",
            "Chotu-Approved-By": one_line(decision.by),
        }
        values = {"headline": one_line(headline), "reason": quoted(decision.reason)}
        return self._fill("git/ruling.txt", values, marks)

    def _fill(self, template: str, values: Mapping[str, object], marks: Mapping[str, str]) -> str:
        lines = [{"key": key, "value": value} for key, value in marks.items()]
        text = self._render(template, {**values, "trailers": lines}).strip("\n") + "\n"
        subject, _, rest = text.partition("\n")
        message = f"{shortened(subject, _SUBJECT)}\n{rest}"
        if trailers(message) != dict(marks):
            raise ConfigurationError(
                f"template {template}.j2 must end with a paragraph of the trailers it is given, "
                "and nothing else in it"
            )
        return message


def one_line(text: str) -> str:
    """``text`` on one line, printable, at most 200 characters, never empty."""
    return shortened(" ".join(_CONTROLS.sub(" ", text).split()), _QUOTED_WIDTH) or "unknown"


def shortened(text: str, limit: int) -> str:
    """``text``, cut at a word where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ")
    return (head[:at] if at > limit // 2 else head).rstrip() + "…"


def quoted(text: str) -> str:
    """``text`` as a quotation: each line marked, so that none can be read as a trailer."""
    lines = [line.rstrip() for line in _CONTROLS.sub(" ", text).strip().split("\n")]
    shown: Iterable[str] = lines[:_QUOTED_LINES]
    cut = ["> …"] if len(lines) > _QUOTED_LINES else []
    return "\n".join([*(f"> {shortened(line, _QUOTED_WIDTH)}".rstrip() for line in shown), *cut])


def _about(record: Record) -> dict[str, object]:
    return {
        "name": record.name,
        "version": record.version,
        "summary": one_line(record.summary),
        "category": record.category,
        "risk": record.risk.value,
        "confidence": record.confidence,
    }
