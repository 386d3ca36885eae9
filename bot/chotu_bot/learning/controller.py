"""The loop that learns: request to answer, as the diagram in ARCHITECTURE.md draws it."""

import time
from dataclasses import replace

from chotu_bot.domain.answers import Answer, Landed, Proposed, Rehearsed, Rejected
from chotu_bot.domain.compatibility import difference, next_version
from chotu_bot.domain.draft import Candidate, Confidence, Draft, Request, Round, Task
from chotu_bot.domain.evidence import Evidence, created_now
from chotu_bot.domain.verdict import Status
from chotu_bot.errors import CannotRepairError, UsageError
from chotu_bot.learning.collaborators import (
    ANY_TOOL,
    Author,
    Collaborators,
    Wish,
)
from chotu_bot.learning.confidence import confidence
from chotu_bot.learning.landing_rule import why_wait
from chotu_bot.settings import Settings


class Controller:
    """Learns one request at a time."""

    def __init__(self, settings: Settings, collaborators: Collaborators) -> None:
        self._settings = settings
        self._with = collaborators

    def learn(self, request: Request, wish: Wish, author: Author | None = None) -> Answer:
        """Answer ``request``; nothing is written unless the answer is proposed or landed.

        Args:
            request: what is asked.
            wish: how to handle it.
            author: who writes, where that is settled (a submission); else it is chosen.

        Raises:
            GeneratorError: when the author failed (endpoint, budget).
            UsageError: when its name is another tool's.
            SandboxUnavailableError: when the tests cannot be run safely.
            RepositoryError: when the repository cannot take a landing.
        """
        rounds: tuple[Round, ...] = ()
        answer: Answer | None = self._with.read(request, wish)
        if answer is None:
            self._with.shelf.require_ready(None)
            chosen = author or self._with.choose(request)
            if isinstance(chosen, Author):
                rounds = self._write(request, wish, chosen)
                answer = self._conclude(rounds, wish)
            else:
                answer = chosen
        self._with.record(request, rounds, answer)
        return answer

    def _write(self, request: Request, wish: Wish, author: Author) -> tuple[Round, ...]:
        """Draft, judge, and repair until the gate passes or the rounds are used up."""
        deadline = time.monotonic() + self._settings.learning.learning_timeout
        task = self._task(request, wish, deadline)
        self._with.stage("draft", author.title)
        draft = self._versioned(author.generator.draft(task), wish)
        rounds = [self._round(0, draft, request)]
        while not rounds[-1].verdict.passed and len(rounds) <= self._settings.learning.max_failures:
            if time.monotonic() > deadline:
                self._with.stage("repair", "out of time ([learning] learning_timeout)")
                break
            findings = rounds[-1].verdict.findings
            if not any(result.errors for result in rounds[-1].verdict.results):
                self._with.stage("repair", "nothing in the candidate is to be mended")
                break
            try:
                draft = author.generator.repair(task, draft, findings)
            except CannotRepairError as error:
                self._with.stage("repair", str(error))
                break
            self._with.stage("repair", f"round {len(rounds)}")
            rounds.append(self._round(len(rounds), draft, request))
        return tuple(rounds)

    def _task(self, request: Request, wish: Wish, deadline: float) -> Task:
        return Task(
            request=request,
            taken_names=self._with.shelf.taken_names() - {wish.replaces},
            allowed_dependencies=self._with.allowed_dependencies(),
            lessons=self._with.lessons(request),
            deadline=deadline,
        )

    def _versioned(self, draft: Draft, wish: Wish) -> Draft:
        """The draft, with the version that its contract deserves beside the one it replaces."""
        name = draft.contract.name
        current = self._with.shelf.current(name)
        if current is None:
            return draft
        if wish.replaces not in {name, ANY_TOOL}:
            raise UsageError(
                f"there is a tool {name} already; --force makes a new version of it, "
                "--name gives this one another name"
            )
        change = difference(current, draft.contract).change
        version = next_version(current.version, change, self._with.shelf.versions(name))
        contract = replace(draft.contract, version=version, category=current.category)
        return replace(draft, contract=contract)

    def _round(self, number: int, draft: Draft, request: Request) -> Round:
        candidate = self._with.render(draft, request)
        if number == 0:
            self._with.shelf.require_ready(candidate)
        return Round(number=number, candidate=candidate, verdict=self._with.judge(candidate))

    def _conclude(self, rounds: tuple[Round, ...], wish: Wish) -> Answer:
        last = rounds[-1]
        if not last.verdict.passed:
            return _rejected(rounds)
        score = confidence(last.candidate, last.verdict, len(rounds) - 1)
        evidence = self._evidence(rounds, score)
        wait = self._why_wait(last.candidate, score, wish)
        if wish.dry_run:
            return _rehearsed(last.candidate, score, wait, len(rounds) - 1)
        if wait is None:
            return self._landed(rounds, evidence)
        return self._proposed(rounds, evidence, wait)

    def _why_wait(self, candidate: Candidate, score: Confidence, wish: Wish) -> str | None:
        if wish.propose:
            return "--propose was given"
        if wish.wait:
            return wish.wait
        current = self._with.shelf.current(candidate.contract.name)
        breaking = difference(current, candidate.contract).breaking if current else ()
        return why_wait(candidate, score, self._settings, self._with.shelf.auto_tools(), breaking)

    def _evidence(self, rounds: tuple[Round, ...], score: Confidence) -> Evidence:
        last = rounds[-1]
        return Evidence(
            candidate=last.candidate,
            verdict=last.verdict,
            rounds=rounds,
            confidence=score,
            created=created_now(),
            template_digest=self._with.template_digest(),
            inferred=self._with.infer(last.candidate),
            lineage=self._with.shelf.lineage(last.candidate.contract.name),
        )

    def _landed(self, rounds: tuple[Round, ...], evidence: Evidence) -> Landed:
        candidate = evidence.candidate
        published = self._with.shelf.land(candidate, evidence)
        self._with.stage("land", published.commit[:12])
        return Landed(
            contract=candidate.contract,
            commit=published.commit,
            branch=published.branch,
            confidence=evidence.confidence,
            call=self._with.call_hint(candidate.contract, candidate.request),
            rounds=len(rounds) - 1,
        )

    def _proposed(self, rounds: tuple[Round, ...], evidence: Evidence, why: str) -> Proposed:
        candidate = evidence.candidate
        published = self._with.shelf.propose(candidate, evidence)
        self._with.stage("propose", published.branch)
        return Proposed(
            contract=candidate.contract,
            branch=published.branch,
            commit=published.commit,
            confidence=evidence.confidence,
            why=why,
            rounds=len(rounds) - 1,
        )


def _rejected(rounds: tuple[Round, ...]) -> Rejected:
    last = rounds[-1]
    fine = {Status.PASS, Status.NOT_APPLICABLE}
    stopped = next(result for result in last.verdict.results if result.status not in fine)
    return Rejected(
        name=last.candidate.contract.name,
        verdict=last.verdict,
        rounds=len(rounds) - 1,
        why=f"{stopped.check} did not pass: {stopped.reason}",
    )


def _rehearsed(
    candidate: Candidate, score: Confidence, wait: str | None, repairs: int
) -> Rehearsed:
    return Rehearsed(
        contract=candidate.contract,
        confidence=score,
        would=f"propose: {wait}" if wait else "land",
        rounds=repairs,
        tool=candidate.tool.decode(),
        tests=candidate.tests.decode(),
    )
