"""Pull requests on GitHub, through its REST API."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chotu_bot.errors import ForgeError
from chotu_bot.publishing.forge.contract import NewRequest, PullRequest, State
from chotu_bot.publishing.values import PREFIXES

if TYPE_CHECKING:
    from github import GithubException
    from github.PullRequest import PullRequest as Remote
    from github.Repository import Repository as RemoteRepository

API = "https://api.github.com"
_TIMEOUT = 30
_PAGE = 100
_DECIDING = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
_DECIDERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class GitHubForge:
    """The pull requests of one repository on GitHub, or on a server that speaks like it."""

    def __init__(
        self, slug: str, token: str, *, url: str = "", retries: int = 3, patience: int = 60
    ) -> None:
        """Connect; nothing is sent before something is asked.

        Args:
            slug: ``owner/name``.
            token: that may read and write pull requests; never shown.
            url: of the API; empty means GitHub's own.
            retries: how often a limit or a server's failure is waited out.
            patience: seconds to wait where a limit does not say how long.
        """
        from github import Auth, Github, GithubRetry

        retry = GithubRetry(total=retries, secondary_rate_wait=patience, backoff_factor=0.2)
        self._slug = slug
        self._hub = Github(
            base_url=url or API,
            auth=Auth.Token(token),
            timeout=_TIMEOUT,
            per_page=_PAGE,
            retry=retry if retries else None,
            seconds_between_requests=0,
            seconds_between_writes=0 if url else 1,
            lazy=True,
        )

    def close(self) -> None:
        """End the connections."""
        self._hub.close()

    def requests(self) -> tuple[PullRequest, ...]:
        """Every pull request from a branch of ours, newest first."""
        with self._told("list pull requests", "pull-requests: read"):
            found = self._remote().get_pulls(state="all", sort="created", direction="desc")
            return tuple(_read(one) for one in found if _is_ours(one, self._slug))

    def approvals(self, number: int) -> tuple[str, ...]:
        """``who@commit`` for each who may decide here, is not its author, and last approved it."""
        with self._told(f"show the reviews of {number}", "pull-requests: read"):
            found = self._remote().get_pull(number)
            last = {
                one.user.login: one
                for one in found.get_reviews()
                if one.state in _DECIDING and one.raw_data.get("author_association") in _DECIDERS
            }
            last.pop(found.user.login, None)
            return tuple(
                f"{who}@{one.commit_id}" for who, one in last.items() if one.state == "APPROVED"
            )

    def open(self, wanted: NewRequest) -> PullRequest:
        """A new one, with labels and reviewers."""
        with self._told("open a pull request", "pull-requests: write"):
            made = self._remote().create_pull(
                base=wanted.base,
                head=wanted.branch,
                title=wanted.title,
                body=wanted.body,
                draft=wanted.draft,
            )
        self._dress(made, wanted)
        return _read(made)

    def update(self, number: int, wanted: NewRequest) -> PullRequest:
        """The open one with this number, as it shall be now; who reviews it stays."""
        with self._told(f"update pull request {number}", "pull-requests: write"):
            found = self._remote().get_pull(number)
            found.edit(title=wanted.title, body=wanted.body, base=wanted.base)
            found.set_labels(*wanted.labels)
        return _read(found)

    def _dress(self, made: "Remote", wanted: NewRequest) -> None:
        with self._told("label it", "pull-requests: write"):
            made.set_labels(*wanted.labels)
        users = [one for one in wanted.reviewers if "/" not in one]
        teams = [one.partition("/")[2] for one in wanted.reviewers if "/" in one]
        if users or teams:
            with self._told("ask for a review", "pull-requests: write"):
                made.create_review_request(reviewers=users, team_reviewers=teams)

    def _remote(self) -> "RemoteRepository":
        return self._hub.get_repo(self._slug)

    @contextmanager
    def _told(self, what: str, needed: str) -> Iterator[None]:
        import requests
        from github import GithubException

        try:
            yield
        except GithubException as error:
            raise ForgeError(f"GitHub would not {what}: {_advice(error, needed)}") from error
        except requests.RequestException as error:
            kind = type(error).__name__
            raise ForgeError(
                f"GitHub cannot be reached ({kind}); nothing was lost, try again"
            ) from error


def _is_ours(one: "Remote", slug: str) -> bool:
    # The fork that a branch came from may be gone.
    home: RemoteRepository | None = one.head.repo
    here = home is not None and home.full_name.lower() == slug.lower()
    return here and one.head.ref.startswith(PREFIXES)


def _read(one: "Remote") -> PullRequest:
    state: State = "open"
    if one.state != "open":
        state = "merged" if one.merged_at else "closed"
    return PullRequest(number=one.number, url=one.html_url, branch=one.head.ref, state=state)


def _advice(error: "GithubException", needed: str) -> str:
    said = _message(error)
    advices: Mapping[int, Callable[[], str]] = {
        401: lambda: "the token is not valid or has expired; set GITHUB_TOKEN",
        403: lambda: f"{said}. {_scopes(error, needed)}",
        404: lambda: (
            f"there is no such repository, or the token may not see it. It {_must(needed)}"
        ),
        422: lambda: f"{said}; it may be there already, or the branch holds nothing new",
        429: lambda: f"{said}; wait, and try again",
    }
    return advices.get(error.status, lambda: f"it answered {error.status}: {said}; try again")()


def _scopes(error: "GithubException", needed: str) -> str:
    headers = {key.lower(): value for key, value in (error.headers or {}).items()}
    has, accepts = headers.get("x-oauth-scopes"), headers.get("x-accepted-oauth-scopes")
    if "rate limit" in _message(error).lower():
        return "Wait a few minutes, and try again"
    if has is not None and accepts:
        return f"The token has the scopes [{has}] and needs one of [{accepts}]"
    return f"The token {_must(needed)}"


def _must(needed: str) -> str:
    return f"must have the permission {needed}, or the classic scope repo"


def _message(error: "GithubException") -> str:
    data = error.data
    if not isinstance(data, dict):
        return str(data or "no reason given")[:200]
    details = [
        str(one.get("message") or one.get("code") or json.dumps(one, sort_keys=True))
        for one in data.get("errors") or []
        if isinstance(one, dict)
    ]
    return "; ".join([str(data.get("message", "no reason given")), *details])[:300]
