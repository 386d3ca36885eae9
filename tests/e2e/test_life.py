"""The life of a tool in use: an earlier version steps in, and people have the last word."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned
from chotu_bot.domain.answers import Unclear
from chotu_bot.errors import NotFoundError, RepositoryError, ToolFailedError, UsageError
from chotu_bot.journal.journal import Event
from chotu_bot.registry import Ledger
from journey import Answered, git
from sample_tools import candidate_of, evidence_of, lineage_of

Run = Callable[..., Answered]

GOOD = "return text.upper()"
BAD = "return text.upper() * (1 // (times - 1))"


def land(chotu: Chotu, version: str, body: str, name: str = "shout") -> None:
    """A version of a tool, as if it had come through the gate."""
    publisher = chotu._shop.publisher
    before = chotu._shop.registry.record(name)
    candidate = candidate_of(name, version=version, body=body)
    publisher.publish(candidate, evidence_of(candidate, lineage=lineage_of(before)))


def call(chotu: Chotu, times: int = 1, name: str = "shout") -> str:
    """What a call gives: its result, or the class of its error."""
    result = chotu.run(name, {"text": "a", "times": times})
    match result:
        case Returned():
            return str(result.result)
        case Failed():
            return result.error


@pytest.fixture
def told() -> list[str]:
    """What is told of the life cycle while tools run."""
    return []


@pytest.fixture
def chotu(folder: Path, told: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Chotu]:
    # What is proposed when a tool does badly has tests of its own.
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")

    def listen(name: str, result: str) -> None:
        if name == "lifecycle":
            told.append(result)

    opened = Chotu.open(folder, notify=listen)
    yield opened
    opened.close()


def test_while_a_version_does_badly_the_last_good_one_serves(
    chotu: Chotu, folder: Path, told: list[str]
) -> None:
    land(chotu, "1.0.0", GOOD)
    assert call(chotu) == "A"
    land(chotu, "1.1.0", BAD)
    before = git(folder, "rev-parse", "HEAD")
    assert [call(chotu) for _ in range(10)] == ["ZeroDivisionError"] * 10
    assert told == []
    assert call(chotu) == "A"
    assert told[-1].startswith("shout 1.1.0 is quarantined: 0 of 10 calls returned (0 % to 28 %)")
    assert told[-1].endswith("; 1.0.0 serves instead")
    assert call(chotu, 2, "shout@1.1.0") == "A"
    assert git(folder, "rev-parse", "HEAD") == before
    assert [one.version for one in chotu.tools()] == ["1.1.0"]


def test_a_new_version_starts_anew_and_one_that_is_bad_itself_never_steps_in(
    chotu: Chotu, told: list[str]
) -> None:
    land(chotu, "1.0.0", GOOD)
    land(chotu, "1.1.0", BAD)
    for _ in range(10):
        call(chotu)
    land(chotu, "1.2.0", f"{BAD}  # still")
    assert [call(chotu) for _ in range(10)] == ["ZeroDivisionError"] * 10
    assert call(chotu) == "A"
    assert told[-1].endswith("1.0.0 serves instead")
    chotu.rollback("shout", to="1.0.0")
    land(chotu, "1.1.0", "return text.lower()")
    assert call(chotu) == "a"  # the number is an old one's, the file is not


def test_a_quarantined_tool_with_nothing_before_it_is_refused_until_a_person_pins_it(
    chotu: Chotu, run: Run
) -> None:
    land(chotu, "1.0.0", BAD)
    for _ in range(10):
        call(chotu)
    with pytest.raises(ToolFailedError, match=r"quarantined.*no earlier version is better"):
        call(chotu)
    assert call(chotu, 2, "shout@1.0.0") == "A"
    refused = run("run", "shout", "--text", "a")
    assert refused.code == 8
    assert "chotu-bot pin shout" in refused.err
    assert run("pin", "shout", "--reason", "we know").code == 0
    assert call(chotu, 2) == "A"
    assert run("unpin", "shout").out == "unpinned: shout\n"
    assert run("run", "shout", "--text", "a").code == 8


def test_a_degraded_tool_with_nothing_before_it_goes_on_and_says_so(
    chotu: Chotu, told: list[str]
) -> None:
    land(chotu, "1.0.0", BAD)
    for times in (2, 1) * 8:
        call(chotu, times)
    assert call(chotu, 2) == "A"
    assert "is degraded: 8 of 16" in told[-1]
    assert told[-1].endswith("there is no better version")
    for _ in range(30):
        call(chotu, 2)
    told.clear()
    assert call(chotu, 2) == "A"
    assert told == []  # it has recovered


def test_a_caller_who_passes_nonsense_does_not_degrade_a_tool(
    chotu: Chotu, told: list[str]
) -> None:
    land(chotu, "1.0.0", GOOD)
    for _ in range(20):
        with pytest.raises(UsageError):
            chotu.run("shout", {"nonsense": 1})
    assert call(chotu) == "A"
    assert told == []


def test_a_flood_of_nonsense_hides_no_failure(
    chotu: Chotu, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_MONITORING_SUCCESS_RATE_WINDOW", "5")
    monkeypatch.setenv("CHOTU_MONITORING_MINIMUM_CALLS", "5")
    land(chotu, "1.0.0", GOOD)
    land(chotu, "1.1.0", BAD)
    for _ in range(5):
        call(chotu)
    nonsense = {"version": "1.1.0", "seconds": 0.1, "error": "ValueError", "documented": True}
    for _ in range(12):
        chotu._shop.journal.write(
            Event(kind="call", outcome="failed", tool="shout", facts=nonsense)
        )
    assert call(chotu) == "A"
    assert "0 of 5 calls returned" in told[-1]


def test_a_pin_holds_whatever_lands_and_is_a_commit_that_outlives_the_clone(
    chotu: Chotu, run: Run, folder: Path
) -> None:
    land(chotu, "1.0.0", GOOD)
    land(chotu, "1.1.0", "return text.lower()")
    assert call(chotu) == "a"
    answered = run("pin", "shout@1.0.0", "--reason", "louder is better", "--json")
    assert answered.json["version"] == "1.0.0"
    assert call(chotu) == "A"
    land(chotu, "1.2.0", "return text.title()")
    assert call(chotu) == "A"
    message = git(folder, "log", "--format=%B", "-1", "--grep=Pin")
    assert message.splitlines()[0] == "Pin shout to 1.0.0"
    assert "> louder is better" in message
    assert "Chotu-Ruling: pin of shout" in message
    assert run("registry", "check").code == 0
    assert git(folder, "status", "--porcelain") == ""
    chotu.unpin("shout")
    chotu.pin("shout")
    chotu.unpin("shout")  # all within a second; the last one holds
    assert call(chotu) == "A"
    assert chotu.life.pins() == {}
    assert len(Ledger(chotu._shop.repository, "main").decisions("pin")) == 4
    with pytest.raises(UsageError, match="shout is not pinned"):
        chotu.unpin("shout")


def test_a_pin_to_a_version_that_history_lost_is_loud(chotu: Chotu) -> None:
    land(chotu, "1.0.0", GOOD)
    life = chotu.life
    gone = life._rulings.make(
        "pin", "shout", reason="", by="Ada", facts={"version": "0.9.0", "tool": "aa"}
    )
    chotu._shop.publisher.rule(gone, "Pin shout to 0.9.0")
    with pytest.raises(RepositoryError, match="unpin shout"):
        call(chotu)


def test_a_retired_tool_is_neither_listed_nor_found_nor_run(
    chotu: Chotu, run: Run, folder: Path
) -> None:
    land(chotu, "1.0.0", GOOD)
    land(chotu, "1.0.0", GOOD, name="whisper")
    assert run("retire", "shout", "--reason", "too loud").code == 0
    assert [one.name for one in chotu.tools()] == ["whisper"]
    assert "shout" not in {one.name for one, _ in chotu.search("make text louder")}
    with pytest.raises(NotFoundError, match=r"shout was retired by .*: too loud; bring it back"):
        call(chotu)
    for words in (("run", "shout", "--text", "a"), ("run", "shout@1.0.0"), ("pin", "shout")):
        refused = run(*words)
        assert refused.code == 9
        assert "chotu-bot unretire shout" in refused.err
    asked = chotu.learn("make text shout")
    assert isinstance(asked, Unclear)
    assert "unretire shout" in asked.ask
    assert (folder / "generated_tools/text/shout/tool.py").exists()
    assert run("registry", "check").code == 0
    assert run("unretire", "shout", "--json").json["status"] == "in service"
    assert call(chotu) == "A"
    assert [one.name for one in chotu.tools()] == ["shout", "whisper"]
    with pytest.raises(UsageError, match="shout is not retired"):
        chotu.unretire("shout")
    with pytest.raises(NotFoundError):
        chotu.retire("nothing", "it is not there")
