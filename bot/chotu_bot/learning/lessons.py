"""Lessons: short facts from attempts that failed before one passed, given to later drafts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chotu_bot.domain.contract import digest
from chotu_bot.domain.draft import Round
from chotu_bot.domain.redaction import hide
from chotu_bot.domain.verdict import Finding
from chotu_bot.gate.poison import poison
from chotu_bot.journal.journal import Event
from chotu_bot.ranking import Document, Hit, Ranker

_MOST_LEARNED = 3
_MOST_GIVEN = 4
_LONGEST = 240
_TRIED = 3
"""Times a lesson is given before it is told by its results whether it is of any use."""
_NEAR = 0.3
"""Share of a request's meaning that a lesson must be about."""
_OF_THE_CASE = frozenset({"tests", "held_out", "regression", "mutation", "red_proof", "coverage"})
"""Checks whose findings speak of one tool; of tests, what a library said is kept all the same."""
_SAID = re.compile(
    r"^(?:E\s+)?((?:ImportError|ModuleNotFoundError|AttributeError|DeprecationError|TypeError"
    r"|DeprecationWarning|FutureWarning): .+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One fact."""

    text: str
    rule: str
    """Of the finding it came from; seen again, the lesson did not help."""
    request: str
    """What was being learned."""
    tool: str

    @property
    def key(self) -> str:
        """Tells lessons apart; the same words are one lesson."""
        return digest(self.text.encode())[:16]


def lessons_of(rounds: tuple[Round, ...]) -> tuple[Lesson, ...]:
    """What the failed rounds before one that passed teach; nothing where none passed."""
    if len(rounds) < 2 or not rounds[-1].verdict.passed:
        return ()
    candidate = rounds[-1].candidate
    found: dict[str, Lesson] = {}
    for one in rounds[:-1]:
        for result in one.verdict.results:
            for finding in result.errors:
                for text in _facts(finding):
                    lesson = Lesson(
                        text=text,
                        rule=finding.rule,
                        request=hide(candidate.request.text),
                        tool=candidate.contract.name,
                    )
                    found.setdefault(lesson.key, lesson)
    return tuple(found.values())[:_MOST_LEARNED]


def _facts(finding: Finding) -> Iterator[str]:
    """What of a finding holds elsewhere, too; never what reads like an instruction."""
    check = finding.rule.partition("/")[0]
    if check in _OF_THE_CASE:
        facts = _SAID.findall(finding.message) if check == "tests" else []
    else:
        facts = [f"{finding.rule}: {finding.message.splitlines()[0]}"]
    for fact in facts[:1]:
        text = " ".join(hide(fact).split())[:_LONGEST]
        if not list(poison({"lesson": text})):
            yield text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How often a lesson was given, and how often the mistake was then not made."""

    given: int = 0
    helped: int = 0

    @property
    def faded(self) -> bool:
        """Whether it was tried often enough and never helped."""
        return self.given >= _TRIED and self.helped == 0


def records(events: Iterable[Event]) -> Mapping[str, Record]:
    """The record of each lesson, by key, from the journal."""
    given: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for one in events:
        key = str(one.facts.get("key", ""))
        given[key] += one.outcome in {"helped", "did_not_help"}
        helped[key] += one.outcome == "helped"
    return {key: Record(given=given[key], helped=helped[key]) for key in given}


def nearest(
    request: str, lessons: Iterable[Lesson], known: Mapping[str, Record]
) -> tuple[Lesson, ...]:
    """The lessons that resemble a request, best first, without those that never helped."""
    alive = {one.key: one for one in lessons if not known.get(one.key, Record()).faded}
    if not alive:
        return ()
    documents = [
        Document(key=key, name=one.tool, summary=one.text, phrases=(one.request,))
        for key, one in sorted(alive.items())
    ]
    hits = [hit for hit in Ranker(documents).rank(request, 3 * _MOST_GIVEN) if _is_near(hit)]
    hits.sort(key=lambda hit: -_worth(known.get(hit.document.key, Record()), hit.score))
    return tuple(alive[hit.document.key] for hit in hits[:_MOST_GIVEN])


def _is_near(hit: Hit) -> bool:
    return hit.coverage >= _NEAR


def _worth(record: Record, score: float) -> float:
    """Nearness, weighed by how often it helped; what was never tried counts as half."""
    return score * (record.helped + 1) / (record.given + 2)


def repeated(lesson: Lesson, rounds: tuple[Round, ...]) -> bool:
    """Whether the mistake that a lesson tells of was made all the same."""
    return any(
        finding.rule == lesson.rule and any(lesson.text == text for text in _facts(finding))
        for one in rounds
        for result in one.verdict.results
        for finding in result.errors
    )
