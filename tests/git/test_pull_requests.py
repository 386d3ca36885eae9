"""Proposals as pull requests: against a server like GitHub, with real pushes over HTTP."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chotu_bot import Chotu
from chotu_bot.cli.gate import run_gated
from chotu_bot.cli.main import cli
from chotu_bot.errors import ConfigurationError, ForgeError, RepositoryError
from chotu_bot.publishing import Publisher
from chotu_bot.publishing.forge import NewRequest
from chotu_bot.publishing.forge.dry import DryForge
from chotu_bot.publishing.forge.github import GitHubForge
from chotu_bot.publishing.pull_requests import owners, slug_of
from chotu_bot.registry.checking import index_bytes
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.settings import load
from chotu_bot.vcs import Repository
from forge_server import SLUG, TOKEN, ForgeServer, Hub
from sample_tools import candidate_of, evidence_of
from workbench import Workbench

Propose = Callable[..., None]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    bare = tmp_path / "projects" / f"{SLUG}.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    with ForgeServer(tmp_path / "projects") as hub:
        monkeypatch.setenv("CHOTU_PUBLISHING_FORGE_URL", f"{hub.url}/api")
        yield hub


@pytest.fixture
def work(bench: Workbench, hub: Hub) -> Workbench:
    """A clone whose origin is on that server, with one proposal."""
    bench.commit("Owners", CODEOWNERS="* @ada\n/generated_tools/ @grace @tools/reviewers\n")
    bench.git("remote", "add", "origin", f"{hub.url}/git/{SLUG}.git")
    propose(bench)
    return bench


def propose(bench: Workbench, name: str = "shout", *, score: float = 0.9, **options: str) -> None:
    with Repository.open(bench.folder) as repository:
        publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
        candidate = candidate_of(name, **options)
        publisher.propose(candidate, evidence_of(candidate, score=score))


def offer(bench: Workbench, *names: str) -> list[tuple[str, int]]:
    with Chotu.open(bench.folder) as chotu:
        return [(one.how, one.request.number) for one in chotu.pull_requests(names or None)]


def bare(hub: Hub) -> Workbench:
    return Workbench(hub.projects / f"{SLUG}.git")


def test_a_proposal_is_pushed_and_becomes_one_pull_request(work: Workbench, hub: Hub) -> None:
    assert offer(work) == [("opened", 1)]
    pull = hub.pull(1)
    assert pull["head"]["ref"] == "learn/shout"
    assert pull["title"].startswith("Learn shout 1.0.0: ")
    assert pull["body"].startswith("## shout 1.0.0")
    assert pull["draft"] is False
    assert [one["name"] for one in pull["labels"]] == ["chotu-bot", "risk: pure"]
    assert pull["asked"] == {"reviewers": ["grace"], "team_reviewers": ["reviewers"]}
    assert bare(hub).git("rev-parse", "learn/shout") == work.git("rev-parse", "learn/shout")
    assert offer(work) == [("updated", 1)]
    assert (len(hub.pulls), hub.pushes) == (1, 1)


def test_a_proposal_that_was_made_again_updates_it(work: Workbench, hub: Hub) -> None:
    offer(work)
    propose(work, body="return text.upper() + ''", permissions='net = ["example.org:443"]')
    assert offer(work) == [("updated", 1)]
    assert bare(hub).git("rev-parse", "learn/shout") == work.git("rev-parse", "learn/shout")
    assert [one["name"] for one in hub.pull(1)["labels"]][1] == "risk: network"


@pytest.mark.parametrize("options", [{"score": 0.1}, {"permissions": 'net = ["example.org:443"]'}])
def test_what_a_person_must_approve_is_a_draft(
    work: Workbench, hub: Hub, options: dict[str, Any]
) -> None:
    propose(work, "whisper", **options)
    offer(work, "whisper")
    assert hub.pull(1)["draft"] is True


def test_what_a_person_pushed_is_left_to_them(work: Workbench, hub: Hub) -> None:
    offer(work)
    work.git("switch", "--quiet", "--create", "mine", "learn/shout")
    theirs = work.commit("Mine", **{"README.md": "mine\n"})
    header = f"http.extraHeader=Authorization: Basic {_basic()}"
    work.git("-c", header, "push", "--quiet", "origin", "mine:learn/shout")
    work.git("switch", "--quiet", "main")
    propose(work, body="return text.upper() + ''")
    with pytest.raises(RepositoryError, match="is not only ours"):
        offer(work)
    assert bare(hub).git("rev-parse", "learn/shout") == theirs


def _basic() -> str:
    import base64

    return base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()


def test_a_closed_pull_request_is_a_no(work: Workbench, hub: Hub) -> None:
    hub.add("learn/shout", state="closed")
    with pytest.raises(ForgeError, match="closed without being merged"):
        offer(work)
    assert hub.pushes == 0
    hub.add("learn/shout", state="closed", merged=True)
    assert offer(work) == [("opened", 3)]


@pytest.mark.parametrize(
    ("merged", "closed", "is_open", "answer"),
    [
        (0, 0, 5, "full"),
        (0, 0, 4, "opened"),
        (2, 0, 6, "opened"),
        (0, 3, 2, "full"),
        (0, 9, 1, "full"),
    ],
)
def test_few_are_open_at_a_time(
    work: Workbench, hub: Hub, merged: int, closed: int, is_open: int, answer: str
) -> None:
    """More after what was merged, fewer after what was closed; the server pages by two."""
    for number in range(merged):
        hub.add(f"learn/m{number}", state="closed", merged=True)
    for number in range(closed):
        hub.add(f"learn/c{number}", state="closed")
    for number in range(is_open):
        hub.add(f"learn/o{number}")
    hub.add("somebody/else")
    hub.pulls[-1]["head"]["repo"] = None
    if answer == "opened":
        assert offer(work)[0][0] == answer
    else:
        with pytest.raises(ForgeError, match="pull requests are open"):
            offer(work)


def review(who: str, commit: str, state: str = "APPROVED", role: str = "MEMBER") -> dict[str, Any]:
    return {
        "user": {"login": who},
        "commit_id": commit,
        "state": state,
        "author_association": role,
    }


@pytest.mark.parametrize("given", ["1", "#1", "refs/pull/1/merge", "refs/heads/q/main/pr-1-abc"])
def test_reviews_that_approve_are_counted_by_who_may_decide(
    work: Workbench, hub: Hub, given: str
) -> None:
    tip = work.git("rev-parse", "HEAD")
    hub.add("learn/shout")["reviews"] = [
        review("grace", tip),
        review("stranger", tip, role="NONE"),
        review("eve", tip),
        review("alan", tip),
        review("alan", tip, "CHANGES_REQUESTED"),
        review("ken", tip, "CHANGES_REQUESTED"),
        review("ken", tip, "COMMENTED"),
        review("late", "f" * 40),
    ]
    with Chotu.open(work.folder) as chotu:
        assert chotu._forging.approvals(given) == (f"grace@{tip}",)


def test_reviews_are_asked_for_by_the_gate(
    work: Workbench, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    work.git("switch", "--quiet", "--create", "loose")
    work.write("registry/index.json", index_bytes())
    tip = work.commit("Loosen", **{"chotu.ini": "[gate]\nmin_kill_rate = 0\n"})
    command = ["gate", "-q", "--base", "main", "-C", str(work.folder), "--reviews"]
    hub.add("loose")["reviews"] = []
    assert run_gated(cli, [*command, "1"]) == 1
    hub.pull(1)["reviews"] = [review("grace", tip)]
    assert run_gated(cli, [*command, "1"]) == 0
    assert run_gated(cli, [*command, "refs/heads/main"]) == 2
    capsys.readouterr()


def test_a_token_that_is_missing_or_wrong_is_said_so(
    work: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "wrong")
    with pytest.raises(ForgeError, match="not valid or has expired") as told:
        offer(work)
    assert "wrong" not in str(told.value)
    monkeypatch.delenv("GITHUB_TOKEN")
    with pytest.raises(ConfigurationError, match="set GITHUB_TOKEN"):
        offer(work)
    assert TOKEN not in repr(load("", {"GITHUB_TOKEN": TOKEN}))


def test_a_remote_that_names_no_repository_is_said_so(work: Workbench) -> None:
    work.git("remote", "set-url", "origin", "nowhere")
    with pytest.raises(ConfigurationError, match="forge_repository"):
        offer(work)


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        (
            403,
            {"X-OAuth-Scopes": "gist", "X-Accepted-OAuth-Scopes": "repo"},
            {"message": "Resource not accessible"},
            r"has the scopes \[gist\] and needs one of \[repo\]",
        ),
        (403, {}, {"message": "Resource not accessible"}, "permission pull-requests: read"),
        (
            403,
            {},
            {"message": "You have exceeded a secondary rate limit"},
            "Wait a few minutes",
        ),
        (404, {}, {"message": "Not Found"}, "no such repository, or the token may not see it"),
        (
            422,
            {},
            {"message": "Validation Failed", "errors": [{"message": "No commits"}, {"code": "x"}]},
            "Validation Failed; No commits; x; it may be there already",
        ),
        (429, {"Retry-After": "0"}, {"message": "Too many"}, "wait, and try again"),
        (500, {}, {"message": "Oops"}, "it answered 500"),
        (502, {}, "Bad gateway", "it answered 502"),
    ],
)
def test_what_the_forge_refuses_says_what_to_do(
    hub: Hub, status: int, headers: dict[str, str], body: Any, message: str
) -> None:
    hub.refusals += [(status, headers, body)]
    forge = GitHubForge(SLUG, TOKEN, url=f"{hub.url}/api", retries=0)
    with pytest.raises(ForgeError, match=message):
        forge.requests()
    forge.close()


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (429, {"Retry-After": "0"}, "Too many"),
        (500, {}, "Oops"),
        (403, {"Retry-After": "0"}, "You have exceeded a secondary rate limit"),
    ],
)
def test_limits_and_failures_are_waited_out(
    hub: Hub, status: int, headers: dict[str, str], message: str
) -> None:
    hub.refusals += [(status, headers, {"message": message})]
    hub.add("learn/shout")
    forge = GitHubForge(SLUG, TOKEN, url=f"{hub.url}/api", patience=0)
    assert [one.branch for one in forge.requests()] == ["learn/shout"]
    forge.close()
    assert len(hub.asked) == 2


def test_a_server_that_is_not_there_is_said_so() -> None:
    forge = GitHubForge(SLUG, TOKEN, url="http://127.0.0.1:9/api", retries=0)
    with pytest.raises(ForgeError, match="cannot be reached"):
        forge.requests()
    forge.close()


def test_the_configuration_names_repository_and_cap(work: Workbench, hub: Hub) -> None:
    work.git("remote", "set-url", "origin", str(bare(hub).folder))
    work.write("chotu.ini", f"[publishing]\nforge_repository = {SLUG}\nmax_pull_requests = 1\n")
    assert offer(work) == [("opened", 1)]
    propose(work, "whisper")
    with pytest.raises(ForgeError, match="1 pull requests are open, and 1 may be"):
        offer(work, "whisper")


def test_a_push_that_is_refused_opens_nothing(work: Workbench, hub: Hub) -> None:
    bare(hub).git("config", "http.receivepack", "false")
    with pytest.raises(ForgeError, match="did not take it"):
        offer(work)
    assert hub.pulls == []


def test_the_dry_run_pushes_and_opens_nothing(
    work: Workbench, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    work.write("chotu.ini", "[publishing]\nforge = dry-run\n")
    assert run_gated(cli, ["pull-request", "shout", "-C", str(work.folder)]) == 0
    told = capsys.readouterr()
    assert "would open a pull request from learn/shout to main" in told.err
    assert "opened: learn/shout" in told.out
    assert (hub.asked, hub.pushes) == ([], 0)
    assert DryForge(print).approvals(1) == ()
    wanted = NewRequest(branch="learn/x", base="main", title="x", body="")
    with pytest.raises(ValueError, match="no pull request 3"):
        DryForge(print).update(3, wanted)


def test_without_proposals_nothing_is_opened(
    work: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    work.git("branch", "-D", "learn/shout")
    assert run_gated(cli, ["pull-request", "-q", "-C", str(work.folder)]) == 0
    assert capsys.readouterr().out == "no proposals are open\n"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("git@github.com:ada/tools.git", "ada/tools"),
        ("https://github.com/ada/tools", "ada/tools"),
        ("https://x:y@github.com/ada/my.tools.git/", "ada/my.tools"),
        ("nowhere", None),
        ("", None),
    ],
)
def test_the_repository_is_read_from_the_remote(url: str, slug: str | None) -> None:
    assert slug_of(url) == slug


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("# nobody\n\n", ()),
        ("* @ada", ("ada",)),
        ("* @ada\n/generated_tools/ @grace  # and more @alan", ("grace",)),
        ("*.py @ada ada@example.org", ("ada",)),
        ("generated_tools/text @org/team", ("org/team",)),
        ("* @ada\n/registry/ @grace", ("ada",)),
        ("* @ada\n/generated_tools/", ()),
        ("text/ @ada", ("ada",)),
    ],
)
def test_reviewers_come_from_codeowners(text: str, found: tuple[str, ...]) -> None:
    assert owners(text, "generated_tools/text/shout/tool.py") == found
