"""Lessons kept and found again: in the ledger, which a team shares, and in the journal."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from chotu_bot.app.logbook import Logbook
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Answer, Landed
from chotu_bot.domain.draft import Draft, Request, Round, Task
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import ChotuError, UnusableReplyError
from chotu_bot.generators.contract import Generator
from chotu_bot.learning.collaborators import Author, Choice

if TYPE_CHECKING:
    from chotu_bot.learning.lessons import Lesson


class Memory:
    """The lessons of one learning: which were given to it, and which came of it."""

    def __init__(self, workshop: Workshop, logbook: Logbook) -> None:
        self._shop = workshop
        self._logbook = logbook
        self._given: tuple[Lesson, ...] = ()
        self._chosen: Author | None = None
        self._since = time.monotonic()

    def chosen(self, choice: Choice) -> Choice:
        """Remember who was chosen to write, for the journal, and note where nothing comes of it."""
        if not isinstance(choice, Author):
            return choice
        self._chosen, option = choice, choice.option
        if option is None:
            return choice

        def unusable(request: Request) -> None:
            seconds = time.monotonic() - self._since
            self._logbook.unusable(request, choice, option, seconds)

        return replace(choice, generator=_Watched(choice.generator, unusable))

    def for_request(self, request: Request) -> tuple[str, ...]:
        """Lessons that resemble a request, as the author of a draft is told them."""
        from chotu_bot.learning.lessons import nearest, records

        events = tuple(self._shop.journal.events(kind="lesson"))
        self._given = nearest(request.text, self._known(), records(events))
        return tuple(one.text for one in self._given)

    def record(self, request: Request, rounds: tuple[Round, ...], answer: Answer) -> None:
        """Note the request, how the lessons given did, and what was learned."""
        seconds = time.monotonic() - self._since
        self._logbook.request(request, rounds, answer, seconds, self._chosen)
        if rounds:
            self._judge(rounds)
            self._keep(rounds, landed=isinstance(answer, Landed))

    def _judge(self, rounds: tuple[Round, ...]) -> None:
        from chotu_bot.learning.lessons import repeated

        name = rounds[-1].candidate.contract.name
        for one in self._given:
            outcome = "did_not_help" if repeated(one, rounds) else "helped"
            self._logbook.note("lesson", outcome, name, {"key": one.key, "lesson": one.text})

    def _keep(self, rounds: tuple[Round, ...], *, landed: bool) -> None:
        from chotu_bot.learning.lessons import lessons_of

        known = {one.key for one in self._known()}
        for one in lessons_of(rounds):
            if one.key in known:
                continue
            facts = {
                "key": one.key,
                "lesson": one.text,
                "rule": one.rule,
                "request": one.request,
            }
            self._logbook.note("lesson", "learned", one.tool, {**facts})
            if landed:
                self._share(one)

    def _share(self, lesson: "Lesson") -> None:
        """Put a lesson into the ledger; the tool has landed, whatever becomes of this."""
        from chotu_bot.publishing.messages import quoted
        from chotu_bot.registry import Decision
        from chotu_bot.registry.ledger import moment

        decision = Decision(
            kind="lesson",
            subject=lesson.tool,
            reason=lesson.text,
            made=moment(),
            by="chotu-bot",
            facts={"rule": lesson.rule, "request": lesson.request},
        )
        message = f"Keep a lesson of {lesson.tool}\n\n{quoted(lesson.text)}\n"
        try:
            self._shop.publisher.decide(decision, message)
        except ChotuError as error:
            self._shop.notify("lesson", f"kept in the journal only: {error}")

    def _known(self) -> tuple["Lesson", ...]:
        """Every lesson, those of the ledger first, each once."""
        from chotu_bot.learning.lessons import Lesson
        from chotu_bot.registry import Ledger

        tip = self._shop.repository.branch_tip(self._shop.branch)
        shared = Ledger(self._shop.repository, tip).decisions("lesson") if tip else ()
        found = [
            Lesson(
                text=one.reason,
                rule=str(one.facts.get("rule", "")),
                request=str(one.facts.get("request", "")),
                tool=one.subject,
            )
            for one in shared
        ]
        found += [
            Lesson(
                text=str(one.facts["lesson"]),
                rule=str(one.facts["rule"]),
                request=str(one.facts["request"]),
                tool=one.tool,
            )
            for one in self._shop.journal.events(kind="lesson")
            if one.outcome == "learned"
        ]
        return tuple({one.key: one for one in reversed(found)}.values())[::-1]


class _Watched:
    """A generator; where it writes nothing usable, that is told before it is passed on."""

    def __init__(self, generator: Generator, tell: Callable[[Request], None]) -> None:
        self._generator = generator
        self._tell = tell

    def draft(self, task: Task) -> Draft:
        try:
            return self._generator.draft(task)
        except UnusableReplyError:
            self._tell(task.request)
            raise

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        try:
            return self._generator.repair(task, draft, findings)
        except UnusableReplyError:
            self._tell(task.request)
            raise
