"""A version that does badly: the last good one serves, and one proposal puts it back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.domain.contract import Permissions, digest
from chotu_bot.domain.shapes import Json
from chotu_bot.journal.journal import Event
from chotu_bot.sandbox.local import LocalSandbox
from forge_server import SLUG, TOKEN, ForgeServer, Hub
from journey import Answered, git
from landed import land
from sample_tools import candidate_of, evidence_of
from scripted_endpoint import Say, ScriptedEndpoint, code_reply
from served import sharing

Run = Callable[..., Answered]

HALVE = '''def halve(number: int) -> int:
    """Halve a whole number.

    Args:
        number: What to halve.

    Returns:
        The half, rounded down.
    """
    return number // 2
'''
BAD = HALVE.replace("number // 2", "number // (number % 2)")
TESTS = """def test_even_and_odd() -> None:
    assert halve(9) == 4
    assert halve(10) == 5


def test_nothing_and_less() -> None:
    assert halve(0) == 0
    assert halve(-3) == -2
"""
ODD, EVEN = {"number": 3}, {"number": 4}


@pytest.fixture
def chotu(folder: Path, warm_sandbox: LocalSandbox) -> Iterator[Chotu]:
    with sharing(warm_sandbox, folder) as opened:
        yield opened


def degrade(chotu: Chotu, calls: int = 10) -> None:
    """Call the present version where it fails."""
    for _ in range(calls):
        chotu.run("halve", EVEN)


def planted(chotu: Chotu) -> None:
    """A good version, and one that is not."""
    land(chotu, HALVE, TESTS, request="halve a whole number")
    land(chotu, BAD, TESTS, version="1.1.0", request="halve a whole number")


def noted(chotu: Chotu) -> list[tuple[str, str]]:
    """What became of the degradations, each with why."""
    events = chotu._shop.journal.events(kind="degradation")
    return [(one.outcome, str(one.facts["why"])) for one in events]


def test_a_degradation_opens_one_proposal_that_puts_the_last_good_version_back(
    chotu: Chotu, folder: Path, run: Run
) -> None:
    planted(chotu)
    before = git(folder, "rev-parse", "HEAD")
    degrade(chotu, 9)
    assert chotu.proposals() == ()
    degrade(chotu, 1)
    (proposal,) = chotu.proposals()
    assert (proposal.branch, proposal.record.version) == ("improve/halve", "1.1.1")
    assert git(folder, "rev-parse", "HEAD") == before
    message = git(folder, "log", "-1", "--format=%B", proposal.branch)
    assert message.startswith("Put back halve: Halve a whole number.\n")
    assert (
        "Puts version 1.0.0 back as a new one, because 1.1.0 is quarantined: 0 of 10 calls "
        "returned (0 % to 28 %).\nIt mostly met:\n> ZeroDivisionError, 10 of 10 failures\n"
    ) in message
    assert "Chotu-Restores: 1.0.0" in message
    assert "Chotu-Generator: restored 1.0.0" in message
    ((outcome, why),) = noted(chotu)
    assert (outcome, "a person says whether" in why) == ("proposed", True)
    for _ in range(3):
        chotu.run("halve", EVEN)  # the last good version answers
        chotu.run("halve@1.1.0", EVEN)
    assert [one.commit for one in chotu.proposals()] == [proposal.commit]
    suggestion = run("suggest", "--json").json["suggestions"][0]
    assert suggestion["command"] == "chotu-bot approve halve"
    assert "1.0.0 serves instead; improve/halve waits for a person" in suggestion["why"]

    chotu.approve("halve")
    assert [one.version for one in chotu.history("halve")] == ["1.1.1", "1.1.0", "1.0.0"]
    assert "number // 2" in chotu.show("halve").source
    assert run("audit").code == 0
    assert run("suggest", "--json").json["suggestions"] == []


def test_who_turns_it_down_is_not_asked_again_for_that_version(chotu: Chotu) -> None:
    planted(chotu)
    degrade(chotu)
    chotu.reject("halve", "we mend it ourselves", by="Ada")
    recovered = Event(kind="degradation", outcome="recovered", tool="halve", facts={"why": ""})
    chotu._shop.journal.write(recovered)
    chotu.run("halve", EVEN)
    assert chotu.proposals() == ()
    assert noted(chotu)[-1][0] == "held"
    assert "Ada turned it down on" in noted(chotu)[-1][1]
    assert "we mend it ourselves" in noted(chotu)[-1][1]
    asked_again = chotu.learn("halve a whole number", dry_run=True)
    assert asked_again.status == "exists"


def test_what_keeps_it_from_being_proposed_is_noted_once_and_heeded_while_it_lasts(
    chotu: Chotu, folder: Path, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(chotu)
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")
    with sharing(warm_sandbox, folder) as other:
        degrade(other)
        other.run("halve@1.1.0", EVEN)
    off = ("held", "[learning] auto_learning_enabled = 0")
    assert noted(chotu) == [off]
    chotu.pin("halve@1.1.0", "we know")
    chotu.run("halve", EVEN)
    assert noted(chotu) == [off, ("held", "a person pinned it")]
    chotu.unpin("halve")
    chotu.retire("halve", "for now")
    chotu._degrading.after_call(chotu._shop.catalog.tool("halve"), failed=True)
    assert noted(chotu)[-1] == ("held", "a person retired it")
    assert chotu.proposals() == ()


def test_a_bound_that_is_reached_is_tried_again_after_the_cool_down(
    chotu: Chotu, folder: Path, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(chotu)
    waiting = candidate_of("shout")
    chotu._shop.publisher.propose(waiting, evidence_of(waiting))
    monkeypatch.setenv("CHOTU_PUBLISHING_MAX_PROPOSALS", "1")
    with sharing(warm_sandbox, folder) as bound:
        degrade(bound, 11)
        assert [one[0] for one in noted(bound)] == ["gave_up"]
        assert "max_proposals" in noted(bound)[0][1]
    monkeypatch.setenv("CHOTU_LEARNING_FAILURE_COOLDOWN", "0")
    monkeypatch.delenv("CHOTU_PUBLISHING_MAX_PROPOSALS")
    with sharing(warm_sandbox, folder) as free:
        free.run("halve", EVEN)
        assert sorted(one.name for one in free.proposals()) == ["halve", "shout"]


def test_where_whatever_passes_the_gate_lands_so_does_it(
    chotu: Chotu, folder: Path, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(chotu)
    monkeypatch.setenv("CHOTU_LEARNING_SAFETY_MODE", "0")
    monkeypatch.setenv("CHOTU_LEARNING_MIN_CONFIDENCE", "0")
    with sharing(warm_sandbox, folder) as trusting:
        degrade(trusting)
        assert [one[0] for one in noted(trusting)] == ["landed"]
        assert trusting.history("halve")[0].version == "1.1.1"
        degrade(trusting)
        assert noted(trusting)[1:] == []


def test_a_version_that_recovers_and_does_badly_again_is_another_degradation(
    chotu: Chotu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")
    monkeypatch.setenv("CHOTU_MONITORING_SUCCESS_RATE_WINDOW", "5")
    monkeypatch.setenv("CHOTU_MONITORING_MINIMUM_CALLS", "5")
    planted(chotu)
    degrade(chotu, 5)
    for arguments in (*[ODD] * 5, *[EVEN] * 5):
        chotu.run("halve@1.1.0", arguments)
    assert [one[0] for one in noted(chotu)] == ["held", "recovered", "held"]
    assert noted(chotu)[1][1].startswith("3 of 5 calls returned")


def test_with_nothing_to_go_back_to_a_suggestion_stays(chotu: Chotu, run: Run) -> None:
    land(chotu, BAD, TESTS)
    degrade(chotu)
    assert noted(chotu) == [("held", "there is nothing to go back to, and no model to mend it")]
    (suggestion,) = run("suggest", "--json").json["suggestions"]
    assert suggestion["command"].startswith("chotu-bot improve halve")


def test_a_version_with_the_same_code_is_nothing_to_go_back_to(chotu: Chotu) -> None:
    land(chotu, BAD, TESTS)
    land(chotu, BAD, TESTS, version="1.0.1")
    degrade(chotu)
    assert noted(chotu) == [("held", "there is nothing to go back to, and no model to mend it")]


def test_with_nothing_to_go_back_to_a_recorded_failing_call_is_mended(
    chotu: Chotu, folder: Path, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(chotu, BAD, TESTS, request="halve a whole number")
    degrade(chotu, 9)  # no model yet, so none of them is mended
    foreseen = """def test_failing_call() -> None:
    assert halve(4) == 2


def test_six() -> None:
    assert halve(6) == 3


def test_eight() -> None:
    assert halve(8) == 4


def test_hundred() -> None:
    assert halve(100) == 50
"""
    script = {
        "contract": [Say(code_reply(foreseen))],
        "code": [Say(code_reply(f'"""Halving."""\n\n\n{HALVE}'))],
    }
    with ScriptedEndpoint(script) as endpoint:  # type: ignore[arg-type]
        monkeypatch.setenv("CHOTU_GPT_BASE_URL", endpoint.url)
        with sharing(warm_sandbox, folder) as taught:
            taught._degrading.after_call(taught._shop.catalog.tool("halve"), failed=True)
            assert noted(taught) == []  # nine calls are probation
            monkeypatch.setenv("CHOTU_MONITORING_MINIMUM_CALLS", "9")
    with ScriptedEndpoint(script) as endpoint:  # type: ignore[arg-type]
        monkeypatch.setenv("CHOTU_GPT_BASE_URL", endpoint.url)
        with sharing(warm_sandbox, folder) as taught:
            taught._degrading.after_call(taught._shop.catalog.tool("halve"), failed=True)
            ((outcome, why),) = noted(taught)
            assert (outcome, "somebody's call" in why) == ("proposed", True)
            assert [one.branch for one in taught.proposals()] == ["improve/halve"]


def test_an_earlier_version_that_the_gate_no_longer_takes_is_not_proposed(
    chotu: Chotu, run: Run
) -> None:
    land(chotu, HALVE, "def test_it() -> None:\n    assert halve(0) == 1\n")
    land(chotu, BAD, version="1.1.0")
    degrade(chotu, 11)
    ((outcome, why),) = noted(chotu)
    assert (outcome, why.partition(":")[0]) == ("rejected", "tests did not pass")
    assert chotu.proposals() == ()
    (suggestion,) = run("suggest", "--json").json["suggestions"]
    assert suggestion["command"].startswith("chotu-bot improve halve")


def test_what_pull_requests_land_this_does_not(
    chotu: Chotu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_PUBLISHING_MODE", "pull_request")
    monkeypatch.setenv("CHOTU_LEARNING_SAFETY_MODE", "0")
    assert "lands nothing" in chotu._degrading._back._wish("halve").wait


def test_a_tool_that_is_gone_meanwhile_is_nobodys_trouble(folder: Path) -> None:
    told: list[str] = []
    with Chotu.open(folder, notify=lambda name, what: told.append(f"{name} {what}")) as chotu:
        land(chotu, BAD, TESTS)
        tool = chotu._shop.catalog.tool("halve")
        chotu.rollback("halve", remove=True)
        chotu._degrading.after_call(tool, failed=True)
    assert any(one.startswith("degradation NotFoundError") for one in told)


@pytest.mark.parametrize(
    ("kept", "permissions", "held"),
    [
        ("digest", None, "its arguments were not kept"),
        ("whole", Permissions(run=("true",)), "its call cannot be made again safely"),
    ],
)
def test_a_call_that_cannot_be_made_again_mends_nothing(
    chotu: Chotu,
    monkeypatch: pytest.MonkeyPatch,
    kept: str,
    permissions: Permissions | None,
    held: str,
) -> None:
    monkeypatch.setenv("CHOTU_GPT_BASE_URL", "http://127.0.0.1:9/v1")
    land(chotu, BAD, TESTS, permissions=permissions)
    tool = chotu._shop.catalog.tool("halve")
    facts: dict[str, Json] = {
        "version": "1.0.0",
        "source": digest(tool.source),
        "error": "ZeroDivisionError",
        "arguments": {"number": 4},
        "arguments_kept": kept,
        "folder": "/",
    }
    for _ in range(10):
        event = Event(kind="call", outcome="failed", tool="halve", facts=facts)
        chotu._shop.journal.write(event)
    chotu._degrading.after_call(tool, failed=True)
    ((outcome, why),) = noted(chotu)
    assert outcome == "held"
    assert why.startswith("there is nothing to go back to, and ")
    assert held in why


@pytest.fixture
def hub(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A forge that the repository's origin lies on, where proposals become pull requests."""
    git(tmp_path, "init", "--quiet", "--bare", str(tmp_path / "projects" / f"{SLUG}.git"))
    monkeypatch.setenv("CHOTU_PUBLISHING_MODE", "pull_request")
    with ForgeServer(tmp_path / "projects") as hub:
        monkeypatch.setenv("CHOTU_PUBLISHING_FORGE_URL", f"{hub.url}/api")
        git(folder, "remote", "add", "origin", f"{hub.url}/git/{SLUG}.git")
        yield hub


def test_where_proposals_become_pull_requests_so_does_a_degradation(
    folder: Path, hub: Hub, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    with sharing(warm_sandbox, folder) as offering:
        planted(offering)
        degrade(offering, 12)
        (noted_once,) = offering._shop.journal.events(kind="degradation")
        (proposal,) = offering.proposals()
    pull = hub.pull(1)
    assert len(hub.pulls) == hub.pushes == 1
    assert (noted_once.outcome, noted_once.facts["pull_request"]) == ("proposed", pull["html_url"])
    assert noted_once.facts["why"] == "[publishing] mode = pull_request lands nothing"
    assert pull["head"]["ref"] == proposal.branch == "improve/halve"
    assert pull["title"] == "Improve halve 1.1.1: Halve a whole number."
    assert "Puts version 1.0.0 back as a new one, because 1.1.0 is quarantined" in pull["body"]
    assert "ZeroDivisionError, 10 of 10 failures" in pull["body"]
    pushed = git(hub.projects / f"{SLUG}.git", "rev-parse", "improve/halve")
    assert pushed == proposal.commit


def test_a_pull_request_that_could_not_be_opened_is_offered_again_after_the_cool_down(
    folder: Path, hub: Hub, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    with sharing(warm_sandbox, folder) as mute:
        planted(mute)
        degrade(mute, 12)
        ((outcome, why),) = noted(mute)
        assert (outcome, why.partition(":")[0]) == ("unoffered", "ConfigurationError")
        assert "set GITHUB_TOKEN" in why
        assert [one.branch for one in mute.proposals()] == ["improve/halve"]
    monkeypatch.setenv("CHOTU_LEARNING_FAILURE_COOLDOWN", "0")
    with sharing(warm_sandbox, folder) as mute:
        mute.run("halve", ODD)
        assert [one[0] for one in noted(mute)] == ["unoffered", "unoffered"]
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    with sharing(warm_sandbox, folder) as offering:
        offering.run("halve", ODD)
        offering.run("halve", ODD)
        assert [one[0] for one in noted(offering)][2:] == ["proposed"]
    assert [one["head"]["ref"] for one in hub.pulls] == ["improve/halve"]
