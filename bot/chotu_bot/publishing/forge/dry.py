"""A forge that opens nothing and says what it would have done."""

from collections.abc import Callable

from chotu_bot.publishing.forge.contract import NewRequest, PullRequest


class DryForge:
    """Knows of no pull request; tells of each that it would open."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def requests(self) -> tuple[PullRequest, ...]:
        """None."""
        return ()

    def approvals(self, number: int) -> tuple[str, ...]:  # noqa: ARG002 - the contract's
        """None."""
        return ()

    def open(self, wanted: NewRequest) -> PullRequest:
        """Tell of it."""
        kind = "a draft" if wanted.draft else "a pull request"
        asked = f", asking {', '.join(wanted.reviewers)}" if wanted.reviewers else ""
        self._tell(
            f"would open {kind} from {wanted.branch} to {wanted.base}: {wanted.title} "
            f"[{', '.join(wanted.labels)}]{asked}"
        )
        return PullRequest(number=0, url="", branch=wanted.branch, state="open")

    def update(self, number: int, wanted: NewRequest) -> PullRequest:
        """As ``open``: it never said that there was one."""
        raise ValueError(f"there is no pull request {number} for {wanted.title!r}")
