"""Proposals as pull requests: one for each branch, few at a time, and a no stays a no."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from chotu_bot.errors import ForgeError, RepositoryError
from chotu_bot.publishing.forge import Forge, NewRequest, PullRequest
from chotu_bot.publishing.messages import one_line, shortened
from chotu_bot.publishing.proposals import Proposals
from chotu_bot.publishing.values import Proposal
from chotu_bot.vcs import Repository
from chotu_bot.vcs.process import GitError

_TITLE = 120
_BODY = 60_000
_BODY_CUT = (
    "\n\n… the packet is longer than a pull request may be; chotu-bot show --review has it all.\n"
)
_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
_REMOTE = "refs/chotu/remote/"
_SLUG = re.compile(r"(?:^|[/:@])(?P<slug>[\w.-]+/[\w.-]+?)(?:\.git)?/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What became of a proposal on the forge."""

    request: PullRequest
    how: str
    """``opened`` or ``updated``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequests:
    """Pushes proposal branches and keeps one pull request for each."""

    repository: Repository
    served: str
    forge: Forge
    most: int
    """Open pull requests at most, before merges raise it and rejections lower it."""
    remote: str = "origin"
    header: Callable[[], Mapping[str, str]] = dict
    """Git configuration for the push alone, as environment variables."""
    dry: bool = False
    """Whether nothing is pushed either."""

    def offer(self, proposal: Proposal, packet: str, *, draft: bool) -> Opened:
        """Push the branch, and open its pull request or update the one that is open.

        Raises:
            ForgeError: when a person closed it before, there are too many open, or the forge
                refuses.
            RepositoryError: when a person has pushed to the branch.
        """
        known = self.forge.requests()
        wanted = self._wanted(proposal, packet, draft=draft)
        mine = [one for one in known if one.branch == proposal.branch]
        is_open = [one for one in mine if one.state == "open"]
        if not is_open:
            _require_no_rejection(mine)
            self._require_room(known)
        self._push(proposal)
        if is_open:
            request = self.forge.update(is_open[0].number, wanted)
            return Opened(request=request, how="updated")
        return Opened(request=self.forge.open(wanted), how="opened")

    def _wanted(self, proposal: Proposal, packet: str, *, draft: bool) -> NewRequest:
        record = proposal.record
        body = (
            packet if len(packet) <= _BODY else packet[: packet.rfind("\n", 0, _BODY)] + _BODY_CUT
        )
        verb = "Improve" if proposal.branch.startswith("improve/") else "Learn"
        title = one_line(f"{verb} {record.name} {record.version}: {record.summary}")
        return NewRequest(
            branch=proposal.branch,
            base=self.served,
            title=shortened(title.replace("@", "@\u200b"), _TITLE),
            body=body,
            draft=draft,
            labels=("chotu-bot", f"risk: {record.risk}"),
            reviewers=self._reviewers(proposal),
        )

    def _require_room(self, known: Sequence[PullRequest]) -> None:
        counts = {state: sum(one.state == state for one in known) for state in ("merged", "closed")}
        cap = max(1, min(4 * self.most, self.most + counts["merged"] - counts["closed"]))
        there = sum(one.state == "open" for one in known)
        if there >= cap:
            raise ForgeError(
                f"{there} pull requests are open, and {cap} may be (it rises with what is merged, "
                "and falls with what is closed); decide on those first"
            )

    def _push(self, proposal: Proposal) -> None:
        """Replace what we pushed before, and nothing that anybody else did."""
        if self.dry:
            return
        there = self._remote_tip(proposal.branch)
        if there == proposal.commit:
            return
        if there is not None:
            reason = Proposals(self.repository, self.served).why_not_ours(there, proposal.name)
            if reason is not None:
                raise RepositoryError(
                    f"{self.remote}/{proposal.branch} is not only ours: {reason}; "
                    "it is left to whoever pushed"
                )
        ref = f"refs/heads/{proposal.branch}"
        self._git(
            "push", "--quiet", f"--force-with-lease={ref}:{there or ''}", self.remote,
            f"{proposal.commit}:{ref}",
        )  # fmt: skip

    def _remote_tip(self, branch: str) -> str | None:
        ref = f"refs/heads/{branch}"
        if not self._git("ls-remote", self.remote, ref).strip():
            return None
        kept = f"{_REMOTE}{branch}"
        self._git("fetch", "--quiet", "--no-tags", self.remote, f"+{ref}:{kept}")
        return self.repository.resolve(kept)

    def _git(self, *arguments: str) -> bytes:
        try:
            return self.repository.git.run(*arguments, extra=self.header())
        except GitError as error:
            raise ForgeError(f"{self.remote} did not take it: {error.said}") from error

    def _reviewers(self, proposal: Proposal) -> tuple[str, ...]:
        contents = self.repository.read_all(self.served, _OWNERS)
        text = next((one for one in contents if one is not None), b"")
        return owners(text.decode("utf-8", "replace"), str(proposal.record.folder / "tool.py"))


def owners(codeowners: str, path: str) -> tuple[str, ...]:
    """Users and teams (``org/team``) that a CODEOWNERS file names for a path: its last rule."""
    found: tuple[str, ...] = ()
    for line in codeowners.splitlines():
        pattern, *names = line.partition("#")[0].split() or [""]
        if pattern and _matches(pattern, path):
            found = tuple(name.removeprefix("@") for name in names if name.startswith("@"))
    return found


def slug_of(url: str) -> str | None:
    """``owner/name`` of a remote's URL, or None."""
    match = _SLUG.search(url)
    return match["slug"] if match else None


def _matches(pattern: str, path: str) -> bool:
    plain = pattern.strip("/")
    if plain == "*":
        return True
    anchored = pattern.startswith("/") or "/" in plain
    folders = [str(one) for one in (PurePosixPath(path), *PurePosixPath(path).parents)][:-1]
    names = folders if anchored else [one.rsplit("/", 1)[-1] for one in folders]
    return any(
        PurePosixPath(one).match(plain) and one.count("/") >= plain.count("/") for one in names
    )


def _require_no_rejection(mine: Sequence[PullRequest]) -> None:
    if mine and mine[0].state == "closed":
        raise ForgeError(
            f"pull request {mine[0].number} for this branch was closed without being merged; "
            "that is a no, until somebody opens it again"
        )
