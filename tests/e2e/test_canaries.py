"""The gate can be seen to fail: planted candidates, and what a missed one leads to."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.app.checks import dynamic_checks, gate_of, static_checks
from chotu_bot.app.trust import Examination, examine_gate
from chotu_bot.app.workshop import Workshop
from chotu_bot.cli.examining import examination_json, examination_text
from chotu_bot.domain.answers import Landed, Rejected
from chotu_bot.domain.verdict import Status
from chotu_bot.errors import ConfigurationError
from chotu_bot.gate.canaries import Canary, CanaryResult, examine_canaries, load_canaries
from chotu_bot.gate.coverage_check import CoverageCheck
from chotu_bot.gate.gate import Gate, TrialCheck
from chotu_bot.gate.mutation import MutationCheck
from chotu_bot.rendering.templates import shipped_folder
from journey import Answered, Terminal, git, state

FOLDER = shipped_folder() / "canaries"
CAUGHT = CanaryResult(
    name="eval", wanted=("policy",), failed=("policy",), status=Status.FAIL, reason="policy: eval"
)
MISSED = CanaryResult(name="eval", wanted=("policy",), failed=(), status=Status.PASS, reason="")


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose gate was examined."""
    folder = tmp_path_factory.mktemp("examined") / "tools"
    Chotu.init(folder).close()
    return folder


@pytest.fixture(scope="module")
def shop(examined: Path) -> Iterator[Workshop]:
    """The collaborators of that repository."""
    opened = Workshop(examined, lambda _name, _result: None)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def canaries(shop: Workshop) -> dict[str, Canary]:
    return {one.name: one for one in load_canaries(FOLDER, shop.renderer.main_block)}


@pytest.fixture(scope="module")
def examination(shop: Workshop) -> Examination:
    """Every canary through the whole gate, once."""
    return examine_gate(shop, lambda _result: None)


@pytest.fixture
def fresh(folder: Path) -> Iterator[Workshop]:
    """The collaborators of a repository whose gate nobody examined."""
    opened = Workshop(folder, lambda _name, _result: None)
    yield opened
    opened.close()


def weakened(shop: Workshop, without: str = "", instead: TrialCheck | None = None) -> Gate:
    """The repository's gate with one check left out, or another in its place."""
    left = instead.name if instead else without
    static = [one for one in static_checks(shop) if one.name != left]
    dynamic = [one for one in dynamic_checks(shop, shop.workers) if one.name != left]
    return gate_of(shop, static, [*dynamic, instead] if instead else dynamic)


def test_f15_f16_f52_every_canary_is_judged_as_wanted(examination: Examination) -> None:
    assert not examination.cached
    assert [str(one) for one in examination.missed] == []
    assert sum(not one.wanted for one in examination.results) >= 2
    assert len(examination.results) >= 30


def test_every_check_has_a_canary_that_only_it_is_asked_to_catch(
    shop: Workshop, canaries: dict[str, Canary]
) -> None:
    alone = {next(iter(one.wanted)) for one in canaries.values() if len(one.wanted) == 1}
    checks = {one.name for one in (*static_checks(shop), *dynamic_checks(shop, 1))}
    # No candidate can spoil a rollback; only a registry that was wrong before it came.
    assert alone == checks - {"rollback"}


def test_doctor_prints_the_table_and_takes_a_good_record_as_it_is(
    examination: Examination, examined: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Terminal(capsys).run
    told = run("doctor", "--gate", "-C", examined)
    assert told.code == 0, told
    assert "ok  wrong answer" in told.out
    assert "as recorded" in told.out
    answered = run("doctor", "--gate", "-C", examined, "--json").json
    assert answered["status"] == "trusted"
    assert answered["cached"] is True
    assert len(answered["canaries"]) == len(examination.results)
    assert git(examined, "status", "--porcelain") == ""


def test_a_change_of_the_configuration_makes_the_record_void(
    examination: Examination, examined: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examination.missed == ()
    monkeypatch.setenv("CHOTU_GATE_MIN_COVERAGE", "0.95")
    shop = Workshop(examined, lambda _name, _result: None)
    try:
        assert shop.trust.recorded() is None
    finally:
        shop.close()
    monkeypatch.delenv("CHOTU_GATE_MIN_COVERAGE")
    shop = Workshop(examined, lambda _name, _result: None)
    try:
        recorded = shop.trust.recorded()
    finally:
        shop.close()
    assert recorded is not None
    assert recorded.missed == ()


@pytest.mark.parametrize(
    ("left_out", "name"),
    [("contract", "forged permissions"), ("ruff", "lint"), ("observed", "hidden read")],
)
def test_a_gate_without_a_check_misses_its_canary(
    shop: Workshop, canaries: dict[str, Canary], left_out: str, name: str
) -> None:
    (result,) = examine_canaries(weakened(shop, left_out).judge, [canaries[name]])
    assert not result.as_wanted
    assert result.status is Status.PASS


@pytest.mark.parametrize(
    ("bar", "name"),
    [(MutationCheck(0.0, 1), "weak tests"), (CoverageCheck(0.0), "untested half")],
    ids=["mutation", "coverage"],
)
def test_a_gate_with_a_bar_at_nothing_misses_its_canary(
    shop: Workshop, canaries: dict[str, Canary], bar: TrialCheck, name: str
) -> None:
    (result,) = examine_canaries(weakened(shop, instead=bar).judge, [canaries[name]])
    assert not result.as_wanted
    assert bar.name not in result.failed


def test_a_gate_that_rejects_a_good_candidate_is_misjudging_too(
    fresh: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_GATE_MAX_TOOL_SIZE", "100")
    (good, *_) = load_canaries(FOLDER, fresh.renderer.main_block)
    (result,) = examine_canaries(fresh.gate.judge, [good])
    assert not result.as_wanted
    assert str(result) == "shorten: wanted a pass, got fail of contract"
    assert result.reason.startswith("contract: ")


def test_after_a_missed_canary_nothing_is_landed_until_it_is_caught_again(
    fresh: Workshop, folder: Path
) -> None:
    fresh.trust.record((CAUGHT, MISSED))
    before = state(folder)
    with Chotu.open(folder) as chotu:
        answer = chotu.learn("make a slug from a title")
    assert isinstance(answer, Rejected)
    assert answer.verdict.status is Status.INCONCLUSIVE
    assert answer.why == (
        "canaries did not pass: the gate missed 1 of 2 canaries; "
        "chotu-bot doctor --gate shows which"
    )
    told = answer.verdict.result("canaries")
    assert told is not None
    assert [one.message for one in told.findings] == ["eval: wanted a fail of policy, got pass"]
    ran = answer.verdict.result("tests")
    assert ran is not None
    assert ran.status is Status.SKIP
    assert state(folder) == before
    fresh.trust.record((CAUGHT,))
    with Chotu.open(folder) as chotu:
        landed = chotu.learn("make a slug from a title")
        assert isinstance(landed, Landed)
        evidence = chotu.show(landed.contract.name).evidence
    assert "canaries" not in json.dumps(evidence)


def test_a_gate_nobody_examined_says_so_and_judges(fresh: Workshop) -> None:
    (good, *_) = load_canaries(FOLDER, fresh.renderer.main_block)
    verdict = fresh.gate.judge(good.candidate)
    assert verdict.passed
    told = verdict.result("canaries")
    assert told is not None
    assert (told.status, told.reason) == (
        Status.NOT_APPLICABLE,
        "not examined: chotu-bot doctor --gate",
    )


@pytest.mark.parametrize("content", ["", "{", "[]", '{"digest": "x"}', '{"results": [1]}'])
def test_a_record_that_cannot_be_read_proves_nothing(fresh: Workshop, content: str) -> None:
    fresh.trust.record((MISSED,))
    (record,) = fresh.repository.state_folder.glob("canaries.json*")
    record.write_text(content)
    assert fresh.trust.recorded() is None


def test_a_missed_canary_is_told_with_what_it_leads_to() -> None:
    missed = Examination(results=(CAUGHT, MISSED), cached=False)
    text = examination_text(missed)
    assert "MISS  eval    fail of policy  pass" in text
    assert "eval: every check passed" in text
    assert "1 of 2 canaries misjudged" in text
    assert examination_json(missed)["status"] == "missed"


@pytest.mark.acceptance
def test_doctor_exits_1_when_a_canary_is_missed(
    run: Callable[..., Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_GATE_MIN_KILL_RATE", "0")
    told = run("doctor", "--gate")
    assert told.code == 1
    assert "MISS  weak tests" in told.out
    assert "canaries misjudged" in told.out
    assert run("learn", "make a slug from a title").code == 1
    again = run("doctor", "--gate", "--json")
    assert (again.code, again.json["cached"], again.json["status"]) == (1, False, "missed")
    monkeypatch.delenv("CHOTU_GATE_MIN_KILL_RATE")
    assert run("learn", "make a slug from a title").code == 0


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("good.toml", "[", "good.toml"),
        ("bad.toml", '[[canary]]\nname = "x"\nlike = "shorten"\ntool = [["a", "b"]]', "not once"),
    ],
)
def test_canaries_that_cannot_be_made_are_named(
    tmp_path: Path, file: str, content: str, told: str
) -> None:
    (tmp_path / "good.toml").write_bytes((FOLDER / "good.toml").read_bytes())
    (tmp_path / file).write_text(content)
    with pytest.raises(ConfigurationError, match=told):
        load_canaries(tmp_path, lambda name: f"# {name}\n")
