"""Making the one commit of a proposal, which no ref points at yet."""

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.names import EVIDENCE_FILE
from chotu_bot.errors import RepositoryError
from chotu_bot.publishing.committing import Committer
from chotu_bot.publishing.messages import Messages
from chotu_bot.publishing.proposals import Proposals
from chotu_bot.publishing.values import Proposal
from chotu_bot.registry import Record, Registry, record_of
from chotu_bot.vcs import Repository


class Drafting:
    """Turns candidates into proposal commits."""

    def __init__(
        self, repository: Repository, proposals: Proposals, committer: Committer, words: Messages
    ) -> None:
        self._repository = repository
        self._proposals = proposals
        self._committer = committer
        self._messages = words

    def commit(self, candidate: Candidate, evidence: bytes, base: str) -> Proposal:
        """One commit of the candidate, its evidence and its record on ``base``.

        Raises:
            RepositoryError: when a person has committed on the proposal branch, or the tool is
                not the one that the candidate was made to replace.
            GateFailedError: when a hook changed what was checked.
        """
        repository = self._repository
        record = record_of(candidate.tool, candidate.tests, evidence)
        kind = self._kind(record, base)
        branch = f"{kind}/{record.name}"
        self._proposals.require_ours(branch)
        held = repository.tree_id(base, str(record.folder))
        files = {**candidate.files, EVIDENCE_FILE: evidence}
        folder = repository.trees.build(held, files)
        tree = self._committer.tree(base, record.name, folder, record)
        message = self._messages.proposal(candidate, record, evidence)
        made = repository.commit(self._committer.commit(base, tree, message))
        return Proposal(
            name=record.name,
            branch=branch,
            commit=made.id,
            base=base,
            record=record,
            tree=folder,
            request=candidate.request.text,
            trailers=made.trailers,
            made=made.committer.at,
        )

    def _kind(self, record: Record, base: str) -> str:
        """Which kind of proposal this is; what it replaces must be what it was made on."""
        present = Registry(self._repository, base).record(record.name)
        if present is None:
            return "learn"
        previous = record.lineage.get("previous")
        replaced = previous.get("tool") if isinstance(previous, dict) else None
        if replaced != present.digests["tool"]:
            raise RepositoryError(
                f"{record.name} {present.version} is there now, and this candidate was not made "
                "to replace it; learn it again"
            )
        return "improve"
