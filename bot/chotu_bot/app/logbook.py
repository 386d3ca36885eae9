"""What the program writes into the journal, and how a person reads it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Answer, Improvement
from chotu_bot.domain.contract import Contract, canonical_json, digest
from chotu_bot.domain.draft import Origin, Request, Round
from chotu_bot.domain.redaction import HIDDEN, hide, without_secrets
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Status

if TYPE_CHECKING:
    from chotu_bot.calling.call import CallResult, Failed, Tool
    from chotu_bot.journal.journal import Event, Kind
    from chotu_bot.learning.collaborators import Author
    from chotu_bot.learning.reports import Report
    from chotu_bot.learning.triage import Triage
    from chotu_bot.learning.tuning import Option

KEPT_BYTES = 2_000
"""Arguments of a call that are longer than this as JSON are kept as a digest only."""
_MESSAGE, _TRACEBACK, _REQUEST = 500, 4_000, 2_000
_FINDINGS = 5


class Logbook:
    """Notes what happens in one repository; secrets are hidden before anything is written."""

    def __init__(self, workshop: Workshop) -> None:
        self._shop = workshop

    # Writing

    def note(self, kind: "Kind", outcome: str, tool: str, facts: Mapping[str, Json]) -> None:
        """One event."""
        from chotu_bot.journal.journal import Event

        self._shop.journal.write(Event(kind=kind, outcome=outcome, tool=tool, facts=facts))

    def request(
        self,
        request: Request,
        rounds: tuple[Round, ...],
        answer: Answer,
        seconds: float,
        author: "Author | None" = None,
    ) -> None:
        """A request, what came of it in how long, and each attempt with every check.

        Args:
            request: what was asked.
            rounds: the attempts.
            answer: what came of it.
            seconds: in how long.
            author: who was chosen to write, where it was not settled.
        """
        name = rounds[-1].candidate.contract.name if rounds else ""
        self.attempts(rounds)
        facts: dict[str, Json] = {
            "request": hide(request.text[:_REQUEST]),
            "origin": request.origin,
            "asker": self._asker(request.origin),
            "rounds": len(rounds),
            "tokens": rounds[-1].candidate.authorship.tokens if rounds else 0,
            "seconds": round(seconds, 3),
            **(_written(rounds[-1], author) if rounds else {}),
        }
        self.note("request", answer.status, name, facts)

    def unusable(
        self, request: Request, author: "Author", option: "Option", seconds: float
    ) -> None:
        """A request that a model was asked about in vain: it wrote nothing that could be used."""
        facts: dict[str, Json] = {
            "request": hide(request.text[:_REQUEST]),
            "origin": request.origin,
            "asker": self._asker(request.origin),
            "seconds": round(seconds, 3),
            "generator": option.generator,
            "model": option.model,
            "temperature": option.temperature,
            "category": author.category,
            "chosen": author.why,
            "verdict": Status.FAIL.value,
        }
        self.note("request", "no_generator", "", facts)

    def attempts(self, rounds: tuple[Round, ...]) -> None:
        """Each pass of a candidate through the gate, with every check."""
        for one in rounds:
            name = one.candidate.contract.name
            self.note("attempt", one.verdict.status.value, name, _attempt(one))

    def unmet(self, request: Request) -> None:
        """A request that no tool serves, and that nobody tried to learn."""
        facts: dict[str, Json] = {
            "request": hide(request.text[:_REQUEST]),
            "origin": request.origin,
            "asker": self._asker(request.origin),
        }
        self.note("request", "gap", "", facts)

    def failure(self, tool: str, verdict: "Triage", facts: Mapping[str, Json]) -> None:
        """A failed call with whose fault it was, and what is done about it."""
        known: dict[str, Json] = {
            "rule": verdict.rule,
            "why": verdict.why[:_MESSAGE],
            "advice": verdict.advice,
        }
        self.note("failure", verdict.cause.value, tool, {**known, **facts})

    def improvement(
        self, contract: Contract, report: "Report", answer: Improvement, *, marked: bool
    ) -> None:
        """What came of a report that a tool failed, and whether that marks the version."""
        why, rounds = getattr(answer, "why", ""), getattr(answer, "rounds", 0)
        facts = {**_reported(contract, report, str(why)), "rounds": rounds, "marked": marked}
        self.note("improvement", answer.status, contract.name, facts)

    def gave_up(self, contract: Contract, report: "Report", error: Exception) -> None:
        """A report that could not be answered, because something else went wrong."""
        facts = _reported(contract, report, f"{type(error).__name__}: {error}")
        self.note("improvement", "gave_up", contract.name, facts)

    def gap(self, request: Request, nearest: str) -> None:
        """A request that no tool serves."""
        facts: dict[str, Json] = {
            "request": hide(request.text[:_REQUEST]),
            "origin": request.origin,
            "nearest": nearest,
        }
        self.note("gap", "open", "", facts)

    def call(
        self,
        tool: "Tool",
        arguments: Mapping[str, Json],
        folder: Path,
        result: "CallResult",
        who: Origin,
    ) -> None:
        """A call with what it took, and its arguments where they are small and not secret."""
        from chotu_bot.calling.call import Failed

        contract = tool.contract
        failed = result if isinstance(result, Failed) else None
        facts: dict[str, Json] = {
            "version": contract.version,
            "source": digest(tool.source),
            "seconds": round(result.seconds, 4),
            "error": failed.error if failed else "",
            "peak_bytes": result.peak_bytes,
            "who": who,
            "folder": str(folder),
            **kept_arguments(arguments),
            **(_failure(failed, arguments) if failed else {}),
        }
        self.note("call", "failed" if failed else "returned", contract.name, facts)

    def _asker(self, origin: Origin) -> str:
        """Who asks: a person by the name that git has for them, else the kind of asker."""
        if origin != "person":
            return origin
        return self._shop.repository.configuration.person("committer").name

    # Reading

    def tail(self, count: int, *, tool: str | None = None) -> tuple["Event", ...]:
        """The last events, oldest first."""
        return tuple(self._shop.journal.events(tool=tool, newest=count))

    def export(self) -> Iterator[str]:
        """Every event as a line of JSON, oldest first."""
        for event in self._shop.journal.events():
            yield json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True)

    def prune(self, days: int | None = None) -> int:
        """Delete what is older than ``days``, else than the configuration says; returns how many.

        Where the configuration keeps all, nothing is deleted unless ``days`` is given.
        """
        kept = self._shop.settings.monitoring.log_retention_days if days is None else days
        return self._shop.journal.prune(kept) if kept or days is not None else 0


def kept_arguments(arguments: Mapping[str, Json]) -> dict[str, Json]:
    """What may be kept of a call's arguments: their digest, and themselves where it is safe.

    The digest is of what is left when secrets are hidden, so that no secret can be guessed from it.
    """
    safe = without_secrets(dict(arguments))
    content = canonical_json(safe)
    if len(content) > KEPT_BYTES:
        return {"arguments_digest": digest(content), "arguments_kept": "digest"}
    kept = "partly" if HIDDEN in content.decode() else "whole"
    return {"arguments_digest": digest(content), "arguments_kept": kept, "arguments": safe}


def _failure(failed: "Failed", arguments: Mapping[str, Json]) -> dict[str, Json]:
    given = dict(arguments)
    denied: list[Json] = [f"{one.kind} {hide(one.subject, given)[:200]}" for one in failed.denied]
    return {
        "message": hide(failed.message, given)[:_MESSAGE],
        "traceback": hide(failed.traceback, given)[-_TRACEBACK:],
        "line": failed.line,
        "documented": failed.documented,
        "ended": failed.ended.value,
        "denied": denied[:_FINDINGS],
    }


def _reported(contract: Contract, report: "Report", why: str) -> dict[str, Json]:
    given = dict(report.arguments or {})
    return {
        "version": contract.version,
        "origin": report.origin,
        "error": hide(report.error, given)[:_MESSAGE],
        "intent": hide(report.intent, given)[:_MESSAGE],
        "why": hide(why, given)[:_MESSAGE],
    }


def _written(last: Round, author: "Author | None") -> dict[str, Json]:
    """Who wrote it, for what category, and why not the first of the configured."""
    by = last.candidate.authorship
    return {
        "generator": by.generator,
        "model": by.model,
        "temperature": by.temperature,
        "category": (author and author.category) or last.candidate.contract.category,
        "chosen": author.why if author else "",
        "verdict": last.verdict.status.value,
    }


def _attempt(one: Round) -> dict[str, Json]:
    checks: dict[str, Json] = {
        result.check: result.status.value
        for result in one.verdict.results
        if result.status is not Status.NOT_APPLICABLE
    }
    errors = [found for result in one.verdict.results for found in result.errors]
    findings: list[Json] = [hide(f"{one.rule}: {one.message}")[:_MESSAGE] for one in errors]
    return {"round": one.number, "checks": checks, "findings": findings[:_FINDINGS]}
