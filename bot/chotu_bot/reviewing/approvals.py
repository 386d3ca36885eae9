"""Who approved what is at the head: an approval of anything else is stale."""

from collections.abc import Sequence

from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.errors import NotFoundError, UsageError
from chotu_bot.reviewing.ranges import Range
from chotu_bot.reviewing.values import Approval, Touched, judged, not_applicable
from chotu_bot.vcs import Repository

_BY = "Chotu-Approved-By"
_GOOD = "G"


class Approvals:
    """The approvals that concern one range."""

    def __init__(self, repository: Repository, given: Range, named: Sequence[str]) -> None:
        """Collect them.

        Args:
            repository: where the commits are.
            given: the range.
            named: ``who@commit``, as whoever runs the gate vouches for it.

        Raises:
            UsageError: when one of ``named`` has another form.
            NotFoundError: when it names no commit.
        """
        self._repository = repository
        self._range = given
        self._all = (*(self._named(one) for one in named), *self._signed())

    def covers_path(self, path: str) -> bool:
        """Whether the whole range was approved with this path as it is at the head."""
        there = self._range.head.tree
        held = self._repository.trees.find(there, path)
        return any(
            one.proven
            and not one.tool
            and self._repository.trees.find(self._repository.commit(one.commit).tree, path) == held
            for one in self._all
        )

    def covering(self, tool: Touched) -> Approval | None:
        """A proven approval of the tool as it is at the head."""
        return next(
            (one for one in self._about(tool) if one.proven and self._fits(one, tool)), None
        )

    def check(self, tool: Touched, needs: str, *, required: bool) -> CheckResult:
        """Fail where an approval is of something else, or is required and not there.

        Args:
            tool: as the range leaves it.
            needs: why a person must approve it; empty where nobody must.
            required: whether a missing approval fails, too.
        """
        stale = tuple(
            Finding(
                rule="approval/stale",
                message=f"{one.by} approved it as it was in {one.commit[:12]}, and the head holds "
                "something else; look at it again",
            )
            for one in self._about(tool)
            if not self._fits(one, tool)
        )
        if stale:
            return judged("approval", stale, "")
        approval = self.covering(tool)
        if approval is not None:
            return judged("approval", (), f"{approval.by} approved what is at the head")
        if not needs:
            return not_applicable("approval", "nobody has to approve it")
        return self._missing(tool, needs, required=required)

    def _missing(self, tool: Touched, needs: str, *, required: bool) -> CheckResult:
        claimed = [one.by for one in self._about(tool)]
        words = f", and nothing proves that {claimed[0]} did" if claimed else ""
        message = f"a person must approve it: {needs}{words}"
        finding = Finding(
            rule="approval/missing",
            message=message,
            level=Level.ERROR if required else Level.NOTE,
        )
        return CheckResult(
            check="approval",
            status=Status.FAIL if required else Status.NOT_APPLICABLE,
            reason=message if required else f"not asked for here; {message}",
            findings=(finding,),
        )

    def _about(self, tool: Touched) -> tuple[Approval, ...]:
        return tuple(one for one in self._all if one.tool in {"", tool.name})

    def _fits(self, approval: Approval, tool: Touched) -> bool:
        held = self._repository.tree_id(approval.commit, tool.folder)
        return held == (tool.after.tree if tool.after else None)

    def _named(self, text: str) -> Approval:
        who, at, rev = text.rpartition("@")
        if not who or not at or not rev:
            raise UsageError(f"--approved takes WHO@COMMIT, got {text!r}")
        commit = self._repository.resolve(rev)
        if commit is None:
            raise NotFoundError(f"--approved: there is no commit {rev!r} here")
        return Approval(by=who, commit=commit)

    def _signed(self) -> tuple[Approval, ...]:
        """Approvals that commits of the range speak of, with what their signature is worth."""
        approving = [one for one in self._range.commits if one.trailers.get(_BY)]
        if not approving:
            return ()
        listed = self._repository.git.run(
            "log", "--no-walk=unsorted", "--format=%H %G?", *(one.id for one in approving)
        )
        worth = dict(line.split(" ", 1) for line in listed.decode().splitlines())
        return tuple(
            Approval(
                by=one.trailers[_BY],
                commit=one.id,
                tool=one.trailers.get("Chotu-Tool", ""),
                proven=worth.get(one.id) == _GOOD,
            )
            for one in approving
        )
