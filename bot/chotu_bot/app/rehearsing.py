"""The gate's rehearsal: a scratch landing, then listed, found and called as users would."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chotu_bot.domain.contract import Example
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import UsageError
from chotu_bot.gate.rehearsal import Rehearsal
from chotu_bot.ranking import Document

if TYPE_CHECKING:
    from chotu_bot.app.workshop import Workshop
    from chotu_bot.publishing.rehearsing import Scratch

_FOUND_AMONG = 5


class Rehearsing:
    """Rehearses candidates of one repository; both checks share one rehearsal."""

    def __init__(self, workshop: "Workshop") -> None:
        self._shop = workshop
        self._last: tuple[Candidate, Rehearsal] | None = None

    def __call__(self, candidate: Candidate) -> Rehearsal:
        """Land it in a scratch history, look for it, call it, take it back."""
        if self._last is None or self._last[0] is not candidate:
            self._last = (candidate, self._rehearse(candidate))
        return self._last[1]

    def _rehearse(self, candidate: Candidate) -> Rehearsal:
        from chotu_bot.publishing.rehearsing import rehearse

        scratch = rehearse(self._shop.repository, self._shop.branch, candidate)
        examples = _examples(candidate)[:1]
        return Rehearsal(
            landed=(
                *scratch.problems,
                *self._unlisted(scratch),
                *self._unfound(candidate, scratch),
                *(found for one in examples for found in self._uncalled(candidate, one)),
            ),
            taken_back=tuple(map(_left, scratch.left)),
            examples=len(examples),
        )

    def _unlisted(self, scratch: "Scratch") -> Iterator[Finding]:
        if not scratch.listed:
            yield _finding("unlisted", "the registry would not list it as it is")

    def _unfound(self, candidate: Candidate, scratch: "Scratch") -> Iterator[Finding]:
        """Whether the request finds it among those that the request finds now."""
        request, mine = candidate.request.text, _document(candidate, scratch)
        known = self._shop.reception.known.rank(request, _FOUND_AMONG)
        rivals = [hit.document for hit in known if hit.document.key != mine.key]
        ranker = self._shop.analyzer.ranker((mine, *rivals))
        names = [hit.document.key for hit in ranker.rank(request, _FOUND_AMONG)]
        if mine.key not in names:
            yield _finding("unfound", f"the request would find {', '.join(names) or 'nothing'}")

    def _uncalled(self, candidate: Candidate, example: Example) -> Iterator[Finding]:
        """Whether a call with the grants of a real one gives the example's result."""
        from chotu_bot.calling.call import Failed, Tool
        from chotu_bot.calling.trying import call_on

        tool = Tool(contract=candidate.contract, source=candidate.tool)
        try:
            result = call_on(self._shop.caller, tool, example)
        except UsageError as error:
            yield _finding("uncalled", f"its first example cannot be called: {error}")
            return
        if isinstance(result, Failed):
            said = _short(f"{result.error}: {result.message}")
            yield _finding("uncalled", f"called with its first example, it fails: {said}")
        elif not _agrees(result.result, example.result):
            given = _short(repr(result.result))
            yield _finding("other-result", f"its first example gives {given} when called")


def _examples(candidate: Candidate) -> tuple[Example, ...]:
    return candidate.contract.examples or candidate.request.examples


def _document(candidate: Candidate, scratch: "Scratch") -> Document:
    return Document(
        key=scratch.record.name,
        name=scratch.record.name,
        summary=scratch.record.summary,
        keywords=scratch.record.keywords,
        category=scratch.record.category,
        phrases=(candidate.request.text,),
    )


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"


def _agrees(result: Json, wanted: Json) -> bool:
    """As the example's test compares: a number by its value, all else exactly."""
    if isinstance(wanted, float) and isinstance(result, int | float):
        return math.isclose(result, wanted, rel_tol=1e-6, abs_tol=1e-12)
    return result == wanted


def _left(path: str) -> Finding:
    return Finding(
        rule="rollback/changed", file=path, message="a rollback would not give it back as it was"
    )


def _finding(rule: str, message: str) -> Finding:
    return Finding(rule=f"reachable/{rule}", message=message)
