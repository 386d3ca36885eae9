"""What a person turned down stays turned down: by capability, whatever words ask for it again."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chotu_bot.domain.answers import Refused
from chotu_bot.domain.draft import Request
from chotu_bot.domain.shapes import Json
from chotu_bot.learning.decisions import Known
from chotu_bot.ranking import Document

if TYPE_CHECKING:
    from chotu_bot.app.workshop import Workshop
    from chotu_bot.publishing.values import Proposal
    from chotu_bot.registry import Decision

DEFAULT_DAYS = 90
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


class Rejections:
    """The rejections on the served branch that are still in force."""

    def __init__(self, workshop: "Workshop") -> None:
        self._shop = workshop

    def standing(self, request: Request) -> Refused | None:
        """Why ``request`` is not learned again, or None where nobody turned it down."""
        made = {f"rejection {number}": one for number, one in enumerate(self._in_force())}
        if not made:
            return None
        ranker = self._shop.analyzer.ranker([_document(key, one) for key, one in made.items()])
        found = self._shop.analyzer.decide(request.text, ranker, offered=ranker)
        return _refused(made[found.name]) if isinstance(found, Known) else None

    def of_restoring(self, name: str, source: str) -> "Decision | None":
        """Who turned it down to put back an earlier version of a tool instead of the present one.

        Args:
            name: the tool.
            source: sha256 of the file of the version that is there now.
        """
        about = [one for one in self._made() if one.subject == name and _restores(one)]
        meant = [one for one in about if one.facts.get("instead_of") == source]
        return meant[-1] if meant and _is_in_force(meant[-1]) else None

    def _in_force(self) -> list["Decision"]:
        """Those about capabilities; who keeps the present version of a tool rejects none."""
        decisions = [one for one in self._made() if not _restores(one)]
        latest = {str(one.facts.get("request", one.subject)): one for one in decisions}
        return [one for one in latest.values() if _is_in_force(one)]

    def _made(self) -> tuple["Decision", ...]:
        from chotu_bot.registry import Ledger

        return Ledger(self._shop.repository, self._shop.branch).decisions("rejection")


def facts_of(proposal: "Proposal", days: int) -> dict[str, Json]:
    """What a rejection keeps, so that a paraphrase of the request is known again.

    Args:
        proposal: what is turned down.
        days: how long it stays turned down; 0 for as long as nobody forces it.
    """
    from chotu_bot.registry.ledger import moment

    facts: dict[str, Json] = {
        "summary": proposal.record.summary,
        "keywords": list(proposal.record.keywords),
        "category": proposal.record.category,
        **_put_back(proposal),
    }
    if days:
        made = datetime.strptime(moment(), _STAMP).replace(tzinfo=UTC)
        facts["expires"] = (made + timedelta(days=days)).strftime(_STAMP)
    return facts


def _is_in_force(decision: "Decision") -> bool:
    from chotu_bot.registry.ledger import moment

    return moment() < str(decision.facts.get("expires", "9"))


def _restores(decision: "Decision") -> bool:
    return bool(decision.facts.get("restores"))


def _put_back(proposal: "Proposal") -> dict[str, Json]:
    """Of a proposal that puts an earlier version back: which, and instead of which file."""
    restores = proposal.trailers.get("Chotu-Restores")
    previous = proposal.record.lineage.get("previous")
    if restores is None or not isinstance(previous, dict):
        return {}
    return {"restores": restores, "instead_of": previous.get("tool")}


def _document(key: str, decision: "Decision") -> Document:
    request, facts = decision.facts.get("request"), decision.facts
    keywords = facts.get("keywords")
    return Document(
        key=key,
        name=decision.subject,
        summary=str(facts.get("summary", "")),
        keywords=tuple(map(str, keywords)) if isinstance(keywords, list) else (),
        category=str(facts.get("category", "")),
        phrases=(str(request),) if request else (),
    )


def _refused(decision: "Decision") -> Refused:
    until = str(decision.facts.get("expires", ""))[:10]
    return Refused(
        rule="rejected-before",
        why=f"{decision.subject}, which does this, was turned down on {decision.made[:10]} by "
        f"{decision.by}: {decision.reason}; --force learns it anyway"
        + (f", and from {until} on it may be asked for again" if until else ""),
    )
