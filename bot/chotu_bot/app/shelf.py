"""The controller's shelf over registry and publishing."""

from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.evidence import Evidence
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import PushRefusedError, RepositoryError
from chotu_bot.learning.collaborators import Published

if TYPE_CHECKING:
    from chotu_bot.publishing import Publisher
    from chotu_bot.registry import DerivedIndex, Registry


class GitShelf:
    """Reads the registry of the served branch and publishes to it."""

    def __init__(
        self,
        registry: "Registry",
        index: "DerivedIndex",
        publisher: "Publisher",
        contract_of: Callable[[str], Contract],
        retired: Callable[[], Container[str]],
        max_proposals: int,
    ) -> None:
        self._retired = retired
        self._max_proposals = max_proposals
        self._registry = registry
        self._contract_of = contract_of
        self._index = index
        self._publisher = publisher

    def taken_names(self) -> frozenset[str]:
        """Names of all registered tools."""
        return frozenset(self._registry.names())

    def current(self, name: str) -> Contract | None:
        """The contract of a registered tool, read from its file."""
        return self._contract_of(name) if self._registry.record(name) else None

    def versions(self, name: str) -> frozenset[str]:
        """Every version that a registered tool ever had."""
        return frozenset(one.version for one in self._publisher.versions.history(name))

    def lineage(self, name: str) -> Mapping[str, Json]:
        """Version and digest of the tool that a new one of this name replaces."""
        record = self._registry.record(name)
        if record is None:
            return {}
        return {"previous": {"version": record.version, "tool": record.digests["tool"]}}

    def auto_tools(self) -> int:
        """Live tools that landed with no person asking; one that is retired is not live."""
        return self._index.count(("agent", "bot"), without=self._retired())

    def require_ready(self, candidate: Candidate | None) -> None:
        """Refuse now what a landing would refuse later."""
        self._publisher.require_ready(candidate)

    def propose(self, candidate: Candidate, evidence: Evidence) -> Published:
        """One commit on the proposal branch.

        Raises:
            RepositoryError: when as many proposals as may be open wait for a person already.
        """
        self.require_room(candidate.contract.name)
        proposal = self._publisher.propose(candidate, evidence.to_bytes())
        return Published(branch=proposal.branch, commit=proposal.commit)

    def require_room(self, name: str) -> None:
        """Refuse a proposal for ``name`` where too many others are open.

        Raises:
            RepositoryError: when as many proposals as may be open wait for a person already.
        """
        others = [one for one in self._publisher.proposals() if one.name != name]
        if len(others) >= self._max_proposals:
            raise RepositoryError(
                f"{len(others)} proposals wait for a person already ([publishing] max_proposals); "
                "decide on some first: chotu-bot proposals"
            )

    def land(self, candidate: Candidate, evidence: Evidence) -> Published:
        """Propose and merge, in one move of refs.

        Raises:
            PushRefusedError: when the upstream does not take it; it waits on its branch here.
        """
        try:
            landing = self._publisher.publish(candidate, evidence.to_bytes())
        except PushRefusedError as error:
            waiting = self.propose(candidate, evidence)
            raise PushRefusedError(
                f"{error}; the tool waits on {waiting.branch}, "
                f"land it with: chotu-bot approve {candidate.contract.name} --push"
            ) from error
        return Published(branch=landing.branch, commit=landing.commit)
