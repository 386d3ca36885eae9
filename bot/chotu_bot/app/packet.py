"""The review packet: one screen of Markdown that a maintainer decides by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chotu_bot.app.details import Details, details_of_proposal, details_of_version
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.errors import NotFoundError
from chotu_bot.reviewing.compatibility import widened
from chotu_bot.reviewing.markup import block, code

if TYPE_CHECKING:
    from chotu_bot.journal.journal import Event

TEMPLATE = "report/packet.md"
_SCANNERS = ("policy", "ruff", "bandit")
_MARKS = {"pass": "✅", "fail": "❌", "skip": "⏭️", "inconclusive": "❔", "not_applicable": "➖"}  # noqa: RUF001 - pictures
_REQUEST = 1_500
_LINES = 12
_SURVIVORS = 10
_NEVER = (
    "that the request was understood as it was meant",
    "that the tool does right by inputs which no test tries",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reviewed:
    """What there is to be reviewed."""

    details: Details
    branch: str
    """Its proposal's branch; empty for what has landed."""
    seal: str


class Packets:
    """Writes review packets for the tools and proposals of a repository."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    def packet(self, name: str) -> str:
        """The packet of an open proposal, else of what landed (``name@1.0.0`` for a version).

        Raises:
            NotFoundError: when there is no such tool.
        """
        given = self._reviewed(name)
        contract = given.details.contract
        values: dict[str, object] = {
            "title": f"{contract.name} {contract.version}",
            "state": code(given.details.state),
            "summary": code(contract.summary),
            "commit": given.details.commit[:12],
            **self._request(given.details),
            "back": self._back(given.details.commit),
            **self._change(given.details),
            **_evidence(given.details.evidence),
            **_contract(contract),
            **self._cost(contract.name),
            **self._commands(given, contract.name),
            "source": block(given.details.source, "python", 20_000),
            "tests": block(given.details.tests, "python", 20_000),
        }
        return self._shop.templates.render(TEMPLATE, values).strip("\n") + "\n"

    def _reviewed(self, name: str) -> _Reviewed:
        plain, _, version = name.partition("@")
        publisher, repository = self._shop.publisher, self._shop.repository
        if version:
            found = publisher.versions.find(plain, version)
            details = details_of_version(publisher.versions, found)
            return _Reviewed(details=details, branch="", seal="")
        try:
            proposal = publisher.proposal(plain)
        except NotFoundError:
            present = publisher.versions.present(plain)
            details = details_of_version(publisher.versions, present)
            return _Reviewed(details=details, branch="", seal="")
        return _Reviewed(
            details=details_of_proposal(repository, proposal),
            branch=proposal.branch,
            seal=proposal.seal,
        )

    def _request(self, details: Details) -> dict[str, object]:
        request = details.evidence.get("request", {})
        text = str(request.get("text", "")) or details.contract.summary
        examples = [code(str(one)) for one in request.get("examples", [])]
        return {
            "request": block(_shortened(text), "text", _REQUEST),
            "origin": code(str(request.get("origin", "unknown"))),
            "examples": examples,
            "nearest": self._nearest(text, details.contract.name),
        }

    def _back(self, commit: str) -> str:
        """Why an earlier version is put back, as its proposal says; empty where none is."""
        message = self._shop.repository.commit(commit).message
        _, puts, rest = message.partition("\nPuts version ")
        reason, _, _ = f"{puts.strip()} {rest}".partition("\n\n")
        return block(reason, "text", _REQUEST) if puts else ""

    def _nearest(self, text: str, name: str) -> str:
        """The nearest other tool, and why it will not do."""
        hits = self._shop.reception.known.rank(text, 3)
        others = [hit for hit in hits if hit.document.key != name]
        if not others:
            return "no tool comes near"
        hit = others[0]
        return f"{code(hit.document.key)}: {code(hit.why)}"

    def _change(self, details: Details) -> dict[str, object]:
        before = self._before(details)
        new = details.contract
        granted = _granted(new.permissions)
        old = before.permissions if before else Permissions()
        more, less = widened(old, new.permissions), widened(new.permissions, old)
        return {
            "risk": new.risk.value,
            "risk_before": before.risk.value if before else "",
            "version_before": before.version if before else "",
            "permissions": [code(one) for one in granted],
            "more": [code(one) for one in more] if before else [],
            "less": [code(one) for one in less] if before else [],
        }

    def _before(self, details: Details) -> Contract | None:
        """The contract of the version that this one replaces."""
        lineage = details.evidence.get("lineage")
        previous = lineage.get("previous", {}) if isinstance(lineage, dict) else {}
        version = previous.get("version") if isinstance(previous, dict) else None
        if not isinstance(version, str):
            return None
        versions = self._shop.publisher.versions
        try:
            found = versions.find(details.contract.name, version)
            return details_of_version(versions, found).contract
        except (NotFoundError, MalformedToolError):
            return None

    def _cost(self, name: str) -> dict[str, object]:
        events: Sequence[Event] = tuple(self._shop.journal.events(kind="request", tool=name))
        facts: Mapping[str, Any] = events[-1].facts if events else {}
        return {"tokens": facts.get("tokens"), "tried": facts.get("rounds")}

    def _commands(self, given: _Reviewed, name: str) -> dict[str, object]:
        if not given.branch:
            return {
                "reproduce": code(f"chotu-bot verify {name}"),
                "undo": code(f"chotu-bot rollback {name}"),
                "approve": "",
            }
        return {
            "reproduce": code(f"chotu-bot gate --base {self._shop.branch} --head {given.branch}"),
            "undo": code(f'chotu-bot reject {name} --reason "…"'),
            "approve": code(f"chotu-bot approve {name} --seal {given.seal}"),
        }


def _shortened(text: str) -> str:
    lines = text.strip().splitlines()
    more = [f"… {len(lines) - _LINES} more lines"] if len(lines) > _LINES else []
    return "\n".join([*lines[:_LINES], *more])


def _granted(permissions: Permissions) -> tuple[str, ...]:
    return widened(Permissions(), permissions)


def _contract(contract: Contract) -> dict[str, object]:
    parameters = [
        f"| {code(one.name)} | {code(one.annotation)} | {code(one.summary)} |"
        for one in contract.parameters
    ]
    return {
        "signature": block(contract.signature, "python"),
        "parameters": parameters,
        "dependencies": [code(one) for one in contract.dependencies],
        "raises": [code(one) for one in contract.raises],
    }


def _evidence(predicate: Mapping[str, Any]) -> dict[str, object]:
    """What was checked and what was not, survivors, disagreement, who wrote it."""
    checks = [one for one in predicate.get("checks", []) if isinstance(one, dict)]
    author = predicate.get("generator", {})
    score = predicate.get("confidence", {}).get("score")
    return {
        "checks": [_row(one) for one in checks],
        "passed": sum(one.get("status") == "pass" for one in checks),
        "unchecked": [
            *(
                f"{code(str(one.get('check')))}: {code(str(one.get('reason')))}"
                for one in checks
                if one.get("status") != "pass"
            ),
            *_NEVER,
        ],
        "result": str(predicate.get("result", "no evidence")),
        "confidence": f"{score:.2f}" if isinstance(score, int | float) else "unknown",
        "survivors": list(_survivors(checks))[:_SURVIVORS],
        "disagreement": _disagreement(checks),
        "author": code(f"{author.get('name', 'unknown')} {author.get('source', '')}"),
        "independent": author.get("independent_tests") is True,
        "rounds": max(0, len(predicate.get("rounds", [])) - 1),
    }


def _row(check: Mapping[str, Any]) -> str:
    status = str(check.get("status"))
    mark = _MARKS.get(status, "❔")
    return f"| {code(str(check.get('check')))} | {mark} | {code(str(check.get('reason')))} |"


def _survivors(checks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in _findings(checks, lambda name: name == "mutation"):
        lines = str(one.get("message", "")).splitlines()
        changed = [line for line in lines if line.startswith(("- ", "+ "))]
        yield block("\n".join([f"@@ line {one.get('line', 0)} @@", *changed]), "diff", 600)


def _disagreement(checks: Sequence[Mapping[str, Any]]) -> str:
    """What one scanner found and the others did not; all of it was below the bar."""
    there = {str(one.get("check")) for one in checks}
    told = {
        name: list(_findings(checks, lambda one, name=name: one == name))  # type: ignore[misc]
        for name in _SCANNERS
        if name in there
    }
    with_any = [name for name, found in told.items() if found]
    if not with_any or len(with_any) == len(told):
        return ""
    quiet = ", ".join(name for name in told if name not in with_any)
    shown = "; ".join(
        f"{name} notes {code(str(told[name][0].get('message')), 120)}" for name in with_any
    )
    return f"{shown}, where {quiet} found nothing"


def _findings(
    checks: Sequence[Mapping[str, Any]], wanted: Callable[[str], bool]
) -> Iterator[Mapping[str, Any]]:
    for check in checks:
        if wanted(str(check.get("check"))):
            yield from (one for one in check.get("findings", []) if isinstance(one, dict))
