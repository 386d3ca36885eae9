"""Evidence against what the gate sees now: it is derived again and compared, never believed."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chotu_bot.domain.contract import Permissions, digest
from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.evidence import Evidence
from chotu_bot.domain.header import example_from_json
from chotu_bot.domain.names import EVIDENCE_FILE
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict
from chotu_bot.learning.confidence import confidence
from chotu_bot.reviewing.recorded import result_of
from chotu_bot.reviewing.values import State, judged, not_applicable

_UNDERIVED = frozenset({"held_out", "regression"})
"""Held-out cases and failing calls are not committed, so nobody can run them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What an evidence file says, as far as it can be read."""

    statement: Mapping[str, Any]
    request: Request
    authorship: Authorship
    repairs: int
    said: tuple[CheckResult, ...]
    """What it says of each check that can be read."""

    @property
    def predicate(self) -> Mapping[str, Any]:
        """The part about the gate."""
        found: Mapping[str, Any] = self.statement["predicate"]
        return found


def _said(checks: Any) -> tuple[CheckResult, ...]:
    given = checks if isinstance(checks, list) else []
    return tuple(result_of(one) for one in given if one.get("check") in _UNDERIVED)


class UnreadableEvidenceError(ValueError):
    """An evidence file that says nothing."""


def read_claims(content: bytes) -> Claims:
    """What an evidence file claims.

    Raises:
        UnreadableEvidenceError: when it is no evidence.
    """
    try:
        statement = json.loads(content)
        predicate = statement["predicate"]
        given, author = predicate["request"], predicate["generator"]
        request = Request(
            text=str(given["text"]),
            examples=tuple(map(example_from_json, given["examples"])),
            origin=given["origin"],
        )
        authorship = Authorship(
            generator=str(author["name"]),
            source=str(author["source"]),
            prompt_digest=str(author["prompt_digest"]),
            independent_tests=author["independent_tests"] is True,
        )
        return Claims(
            statement=statement,
            request=request,
            authorship=authorship,
            repairs=len(predicate["rounds"]) - 1,
            said=_said(predicate.get("checks")),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableEvidenceError(f"{type(error).__name__}: {error}") from error


def candidate_of(state: State) -> Candidate:
    """What the gate judges of a committed tool; who wrote it is taken from its evidence.

    Raises:
        MalformedToolError: when the tool cannot be read.
    """
    contract = read_contract(state.tool)
    request, author = Request(text=contract.summary), Authorship(generator="submitted")
    try:
        claims = read_claims(state.evidence or b"")
        request, author = claims.request, claims.authorship
    except UnreadableEvidenceError:
        author = replace(author, independent_tests=False)
    return Candidate(
        contract=contract, tool=state.tool, tests=state.tests, request=request, authorship=author
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Derives the evidence of committed tools again."""

    infer: Callable[[Candidate], Permissions]
    template_digest: Callable[[], str]

    def check(
        self, state: State, candidate: Candidate, verdict: Verdict, before: State | None
    ) -> CheckResult:
        """Fail where the evidence says anything that does not come out again.

        Args:
            state: the tool as it is committed.
            candidate: the same, as the gate judged it.
            verdict: what the gate says now.
            before: the tool that it replaces, as the base has it.
        """
        if state.evidence is None:
            return _without(before)
        try:
            claims = read_claims(state.evidence)
        except UnreadableEvidenceError as error:
            finding = _finding("unreadable", f"it cannot be read: {error}")
            return judged("evidence", (finding,), "")
        if verdict.status is Status.INCONCLUSIVE:
            reason = "the gate could not decide, so there is nothing to compare with"
            return CheckResult(check="evidence", status=Status.INCONCLUSIVE, reason=reason)
        again = self._again(claims, candidate, _with_claims(claims, verdict))
        findings = (*_differences(claims.statement, again), *_of_lineage(claims, state, before))
        return judged("evidence", findings, "what can be derived again is as it says")

    def _again(self, claims: Claims, candidate: Candidate, verdict: Verdict) -> Mapping[str, Any]:
        evidence = Evidence(
            candidate=candidate,
            verdict=verdict,
            rounds=(),
            confidence=confidence(candidate, verdict, claims.repairs),
            created=str(claims.predicate.get("created", "")),
            template_digest=self.template_digest(),
            inferred=self.infer(candidate),
            lineage={},
        )
        found: Mapping[str, Any] = json.loads(evidence.to_bytes())
        return found


def _with_claims(claims: Claims, verdict: Verdict) -> Verdict:
    """The verdict, with what can only be said put in as it is said."""
    said = {one.check: one for one in claims.said if one.check in _UNDERIVED}
    passed = {name: one for name, one in said.items() if one.status is Status.PASS}
    return Verdict(results=tuple(passed.get(one.check, one) for one in verdict.results))


def _without(before: State | None) -> CheckResult:
    if before is not None and before.evidence is not None:
        finding = _finding("removed", f"{EVIDENCE_FILE} is gone; the version before had one")
        return judged("evidence", (finding,), "")
    return not_applicable("evidence", "none came with it; what the gate says now is what counts")


def _differences(said: Mapping[str, Any], seen: Mapping[str, Any]) -> Iterator[Finding]:
    if said.get("subject") != seen["subject"]:
        yield _finding("other-files", "it is of other files: the digests are not those of the tool")
        return
    for what in ("_type", "predicateType"):
        if said.get(what) != seen[what]:
            yield _forged(what, said.get(what), seen[what])
    claimed, derived = said["predicate"], seen["predicate"]
    for key in ("result", "permissions", "confidence"):
        if claimed.get(key) != derived[key]:
            yield _forged(key, claimed.get(key), derived[key])
    if claimed["request"].get("digest") != derived["request"]["digest"]:
        yield _forged("request digest", claimed["request"].get("digest"), "another")
    yield from _of_checks(claimed, derived)
    yield from _of_last_round(claimed, seen)
    if claimed.get("configuration") != derived["configuration"]:
        message = "it was made with other templates than the base's"
        yield _finding("templates", message, Level.NOTE)


def _of_checks(claimed: Mapping[str, Any], derived: Mapping[str, Any]) -> Iterator[Finding]:
    before = _by_name(claimed.get("checks"))
    after = _by_name(derived["checks"])
    for name in sorted(before.keys() | after.keys()):
        said, seen = before.get(name), after.get(name)
        if name in _UNDERIVED and said is not None and said.get("status") == "pass":
            message = f"what {name} ran is not committed, so that it passed is only said"
            yield _finding("only-said", message, Level.NOTE)
        elif said is None or seen is None:
            yield _forged(f"check {name}", _status(said), _status(seen))
        else:
            yield from _of_check(name, said, seen)
    for key in ("passedTests", "failedTests"):
        if claimed.get(key) != derived[key]:
            yield _forged(key, claimed.get(key), derived[key])


def _of_check(name: str, said: Mapping[str, Any], seen: Mapping[str, Any]) -> Iterator[Finding]:
    for key in ("status", "measures", "findings"):
        if said.get(key) != seen[key]:
            yield _forged(f"{key} of {name}", said.get(key), seen[key])
            return
    if said.get("reason") != seen["reason"]:
        message = f"{name} says {said.get('reason')!r}, and the gate {seen['reason']!r}"
        yield _finding("reworded", message, Level.WARNING)


def _of_last_round(claimed: Mapping[str, Any], seen: Mapping[str, Any]) -> Iterator[Finding]:
    digests = {one["name"]: one["digest"]["sha256"] for one in seen["subject"]}
    wanted = {"tool": digests["tool.py"], "tests": digests["test_tool.py"], "status": "pass"}
    rounds = claimed.get("rounds") or [{}]
    told = {key: rounds[-1].get(key) for key in wanted}
    if told != wanted:
        yield _forged("the last round", told, wanted)


def _of_lineage(claims: Claims, state: State, before: State | None) -> Iterator[Finding]:
    # A tool that did not change replaces nothing; its evidence speaks of an earlier version.
    if before is None or before.tool == state.tool:
        return
    version = read_contract(before.tool).version
    wanted = {"previous": {"version": version, "tool": digest(before.tool)}}
    if claims.predicate.get("lineage") != wanted:
        message = "it was made to replace another version than the base has; learn it again"
        yield _finding("lineage", message)


def _by_name(checks: Any) -> Mapping[str, Mapping[str, Any]]:
    given = checks if isinstance(checks, list) else []
    return {str(one.get("check")): one for one in given if isinstance(one, dict)}


def _status(check: Mapping[str, Any] | None) -> str:
    return str(check.get("status")) if check else "nothing"


def _forged(what: str, said: object, seen: object) -> Finding:
    return _finding("forged", f"{what}: it says {_short(said)}, and the gate sees {_short(seen)}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _finding(rule: str, message: str, level: Level = Level.ERROR) -> Finding:
    return Finding(rule=f"evidence/{rule}", message=message, level=level, file=EVIDENCE_FILE)
