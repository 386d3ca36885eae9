"""The merge gate of a repository: ranges, landed tools, and what a reviewer is shown."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import chotu_bot
from chotu_bot.app.basis import BasisWorkshop, code_that_differs
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.contract import digest
from chotu_bot.domain.names import TOOLS_FOLDER
from chotu_bot.domain.verdict import Finding, Verdict
from chotu_bot.errors import NotFoundError
from chotu_bot.reviewing.values import RangeReport, ToolReport, judged

if TYPE_CHECKING:
    from chotu_bot.reviewing.examiner import Examiner


class Merging:
    """Judges what is committed."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    def gate(
        self, base: str, head: str, *, approved: Sequence[str] = (), require_approval: bool = False
    ) -> RangeReport:
        """The commits between two revisions; see ``Chotu.gate``."""
        from chotu_bot.reviewing.merge_gate import Demands, MergeGate
        from chotu_bot.reviewing.ranges import range_of, touches_tools

        repository = self._shop.repository
        given = range_of(repository, base, head)
        heads_own = code_that_differs(repository, given.base.id)
        with self._basis(given.base.id) as shop:
            if touches_tools(given):
                shop.warm_up()
            gate = MergeGate(
                repository=shop.repository,
                examiner=examiner(shop),
                bar=shop.settings.security.require_approval,
                heads_own=heads_own,
                stage=self._shop.notify,
            )
            demands = Demands(approved=approved, require_approval=require_approval)
            return gate.judge(given, demands)

    def verify(self, name: str) -> ToolReport:
        """A landed tool: its digests, the gate once more, and its evidence.

        Raises:
            NotFoundError: when there is no such tool.
        """
        from chotu_bot.reviewing.ranges import state_of

        tip = self._shop.repository.require_tip(self._shop.branch)
        record = self._shop.registry.require(name)
        state = state_of(self._shop.repository, tip, str(record.folder))
        if state is None:
            raise NotFoundError(f"{record.folder} is gone; run: chotu-bot registry check")
        files = {"tool": state.tool, "tests": state.tests, "evidence": state.evidence or b""}
        wrong = tuple(
            Finding(rule="digests/differ", message=f"{key} is not what the registry names")
            for key, content in files.items()
            if record.digests.get(key, digest(b"")) != digest(content)
        )
        results = [judged("digests", wrong, "the registry names these very files")]
        with self._basis(tip) as shop:
            shop.warm_up()
            examined = examiner(shop).examine(state, None)
        return ToolReport(
            name=name,
            folder=f"{TOOLS_FOLDER}/{record.category}/{name}",
            how="unchanged",
            verdict=Verdict(results=(*results, *examined.verdict.results)),
            remembered=examined.remembered,
        )

    @contextmanager
    def _basis(self, commit: str) -> Iterator[BasisWorkshop]:
        location = self._shop.repository.location
        folder: Path = location.work_tree or location.git_folder
        shop = BasisWorkshop(folder, commit, lambda _stage, _result: None)
        try:
            yield shop
        finally:
            shop.close()


def examiner(shop: Workshop) -> "Examiner":
    """What judges committed tools, with the gate of ``shop``."""
    from chotu_bot.app.trust import fingerprint
    from chotu_bot.gate.trial import Trial
    from chotu_bot.reviewing.examiner import Examiner
    from chotu_bot.reviewing.recorded import Remembered
    from chotu_bot.reviewing.scope import STATE_FOLDER

    tracked = shop.repository.git.run("ls-files", "--", STATE_FOLDER)

    code = _own_code()

    @cache
    def everything() -> str:
        rivals = shop.repository.tree_id(shop.branch, "registry")
        return f"{fingerprint(shop)} {code} {shop.trust.recorded()} {rivals}"

    return Examiner(
        judge=shop.judge,
        bench=lambda candidate: Trial(shop.sandbox, shop.gate_limits, candidate),
        infer=shop.infer,
        template_digest=lambda: shop.templates.tool_digest,
        fingerprint=everything,
        code=code,
        # A folder that git tracks holds what somebody committed, and no answers of ours.
        remembered=Remembered(shop.repository.state_folder, enabled=not tracked),
    )


def _own_code() -> str:
    """Digest of the whole program; what is rehearsed goes through nearly all of it."""
    files = sorted(Path(chotu_bot.__file__).parent.rglob("*.py"))
    return digest(b"\0".join(path.read_bytes() for path in files))
