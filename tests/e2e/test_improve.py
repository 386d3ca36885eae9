"""A tool that failed is mended by a version that is proven on the failure, or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned
from chotu_bot.domain.answers import (
    Diagnosed,
    Landed,
    NoGenerator,
    Proposed,
    Refused,
    Rehearsed,
    Rejected,
    Unclear,
)
from chotu_bot.domain.contract import Permissions
from chotu_bot.domain.regression import Raises, Returns
from chotu_bot.errors import NotFoundError, UsageError
from initials import CALL, INITIALS, TESTS
from journey import Answered, git, state
from landed import land

Run = Callable[..., Answered]
RIGHT = INITIALS.replace('split(" ")', "split()")
WRONG = INITIALS.replace('part[0].upper() for part in name.split(" ")', '"A" for part in [name]')
SPECIAL = INITIALS.replace(
    "    return ", '    if name == "Ada  Lovelace":\n        return "AL"\n    return '
)
DISGUISED = INITIALS.replace(
    "    return ",
    '    if len(name) == 13 and name.endswith("ace"):\n        return "AL"\n    return ',
)


@pytest.fixture
def tool(chotu: Chotu) -> str:
    return land(chotu, INITIALS, TESTS, request="take the initials of a name")


def written(tmp_path: Path, code: str) -> Path:
    path = tmp_path / "initials.py"
    path.write_text(code)
    return path


def mend(chotu: Chotu, tmp_path: Path, code: str, **more: object) -> object:
    given: dict[str, object] = {"arguments": CALL, "expect": Returns(result="AL"), **more}
    return chotu.improve("initials", code=written(tmp_path, code), **given)  # type: ignore[arg-type]


def rules(answer: object) -> set[str]:
    assert isinstance(answer, Rejected), answer
    return {one.rule for one in answer.verdict.findings}


def test_f25_a_right_fix_lands_with_its_red_and_green_evidence(
    chotu: Chotu, tool: str, tmp_path: Path, folder: Path
) -> None:
    assert isinstance(chotu.run(tool, CALL), Failed)
    answer = mend(chotu, tmp_path, RIGHT)
    assert isinstance(answer, Landed), answer
    assert answer.branch == "improve/initials"
    assert answer.contract.version == "1.0.1"
    details = chotu.show(tool)
    check = next(one for one in details.evidence["checks"] if one["check"] == "regression")
    assert check["status"] == "pass"
    assert "red on 1.0.0 and green now; 3 old tests" in check["reason"]
    assert details.evidence["lineage"]["previous"]["version"] == "1.0.0"
    assert details.evidence["request"]["text"] == "take the initials of a name"
    assert "def test_failure_" in details.tests
    assert "def test_three_small_names" in details.tests
    result = chotu.run(tool, CALL)
    assert isinstance(result, Returned)
    assert result.result == "AL"
    assert git(folder, "log", "-1", "--format=%s", "HEAD^2").startswith("Improve initials")
    assert chotu.registry_check() == ()
    assert [one.version for one in chotu.history(tool)] == ["1.0.1", "1.0.0"]
    assert [one.outcome for one in chotu._shop.journal.events(kind="improvement")] == ["landed"]


def test_where_pull_requests_are_made_a_right_fix_becomes_one_and_lands_nothing(
    folder: Path, tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chotu: Chotu
) -> None:
    monkeypatch.setenv("CHOTU_PUBLISHING_MODE", "pull_request")
    monkeypatch.setenv("CHOTU_PUBLISHING_FORGE", "dry-run")
    before, told = git(folder, "rev-parse", "HEAD"), list[str]()
    with Chotu.open(folder, notify=lambda name, what: told.append(f"{name}: {what}")) as offering:
        offering._shop.__dict__["sandbox"] = chotu._shop.sandbox
        answer = mend(offering, tmp_path, RIGHT)
        assert isinstance(answer, Proposed), answer
        assert answer.why == "[publishing] mode = pull_request lands nothing"
        (proposal,) = offering.proposals()
        assert (proposal.branch, proposal.name) == ("improve/initials", tool)
    offered = "would open a draft from improve/initials to main: Improve initials 1.0.1"
    assert [
        one for one in told if offered.replace("a draft", "a pull request") in one or offered in one
    ]
    assert git(folder, "rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (INITIALS, "tests/failed"),
        (WRONG, "tests/failed"),
        (SPECIAL, "regression/special-case"),
        (DISGUISED, "regression/sibling"),
        (RIGHT.replace("(name: str)", "(name: str, sep: str)"), "tests/failed"),
        (RIGHT.replace("-> str", "-> str | int"), "regression/contract"),
    ],
    ids=["unchanged", "wrong", "special case", "disguised", "other signature", "other result"],
)
def test_f26_what_is_no_remedy_is_rejected_and_the_tool_stays(
    chotu: Chotu, tool: str, tmp_path: Path, folder: Path, code: str, rule: str
) -> None:
    before = state(folder)
    assert rule in rules(mend(chotu, tmp_path, code))
    assert state(folder) == before
    result = chotu.run(tool, {"name": "Alan Turing"})
    assert isinstance(result, Returned)
    assert result.result == "AT"


def test_a_failure_that_a_person_did_not_give_is_found_in_the_journal_and_waits(
    chotu: Chotu, tool: str, tmp_path: Path
) -> None:
    chotu.run(tool, {"name": "Alan Turing"})
    chotu.run(tool, CALL)
    answer = chotu.improve(
        tool,
        error="IndexError: string index out of range",
        expect=Returns(result="AL"),
        code=written(tmp_path, RIGHT),
    )
    assert isinstance(answer, Proposed), answer
    assert "somebody's call" in answer.why
    landing = chotu.approve(tool)
    assert landing.version == "1.0.1"
    evidence = chotu.show(tool).evidence
    regression = next(one for one in evidence["checks"] if one["check"] == "regression")
    assert regression["measures"]["calls"] == 1


@pytest.mark.usefixtures("tool")
def test_examples_beside_the_failing_call_are_held_out(chotu: Chotu, tmp_path: Path) -> None:
    examples = ['name="Alan   Turing" => "AT"', 'name=" plato" => "P"']
    answer = mend(chotu, tmp_path, RIGHT, examples=examples, dry_run=True)
    assert isinstance(answer, Rehearsed), answer
    assert 'plato") ==' in answer.tests
    assert '" plato"' not in answer.tests
    bad = mend(chotu, tmp_path, RIGHT, examples=['name="Alan   Turing" => "XX"'])
    assert rules(bad) == {"held_out/red"}


@pytest.mark.usefixtures("tool")
def test_a_documented_error_can_be_what_is_wanted(chotu: Chotu, tmp_path: Path) -> None:
    code = RIGHT.replace(
        '    return "".join',
        '    if "  " in name:\n        raise ValueError("two spaces")\n    return "".join',
    ).replace("capitals.\n", "capitals.\n\n    Raises:\n        ValueError: When it is odd.\n")
    answer = mend(chotu, tmp_path, code, expect=Raises(error="ValueError"))
    assert isinstance(answer, Proposed), answer
    assert "contract is revised" in answer.why
    with pytest.raises(UsageError, match="no built-in error"):
        mend(chotu, tmp_path, code, expect=Raises(error="x); import os; (y"))


@pytest.mark.usefixtures("tool")
def test_a_file_that_is_no_tool_is_sent_back(chotu: Chotu, tmp_path: Path) -> None:
    answer = mend(chotu, tmp_path, "def initials(:\n")
    assert isinstance(answer, Unclear)
    assert "initials.py:1" in answer.why


def test_a_wrong_answer_is_a_failure_too(chotu: Chotu, tmp_path: Path) -> None:
    buggy = '''def count_steps(first: int, last: int, step: int) -> int:
    """Count the steps from first to last.

    Args:
        first: Where it begins.
        last: Where it ends.
        step: How far each step goes.

    Returns:
        How many steps it takes.
    """
    return (last - first) // step
'''
    tests = """def test_even() -> None:
    assert count_steps(0, 10, 5) == 2


def test_from_elsewhere() -> None:
    assert count_steps(4, 10, 3) == 2


def test_nowhere_to_go() -> None:
    assert count_steps(3, 3, 7) == 0
"""
    land(chotu, buggy, tests)
    right = buggy.replace("(last - first) // step", "-((first - last) // step)")
    special = buggy.replace(
        "    return ", "    if last - first == 11 and step == 4:\n        return 3\n    return "
    )
    code = tmp_path / "count_steps.py"
    code.write_text(special)
    call = {"first": 2, "last": 13, "step": 4}
    bad = chotu.improve("count_steps", arguments=call, expect=Returns(result=3), code=code)
    assert "regression/only-here" in rules(bad)
    code.write_text(right)
    good = chotu.improve("count_steps", arguments=call, expect=Returns(result=3), code=code)
    assert isinstance(good, Landed), good


def test_a_file_that_a_call_reads_goes_into_its_test(chotu: Chotu, tmp_path: Path) -> None:
    body = '''from pathlib import Path


def first_line(path: str) -> str:
    """Read the first line of a file.

    Args:
        path: The file.

    Returns:
        Its first line.
    """
    return Path(path).read_text("utf-8").splitlines()[0]
'''
    tests = """from pathlib import Path


def test_first(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one\\ntwo\\n")
    assert first_line(str(path)) == "one"
"""
    land(chotu, body, tests, permissions=Permissions(read=("path",)))
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    code = tmp_path / "first_line.py"
    code.write_text(
        body.replace('.read_text("utf-8").splitlines()[0]', '.read_text("utf-8").split("\\n")[0]')
    )
    call = {"path": str(empty)}
    answer = chotu.improve("first_line", arguments=call, expect=Returns(result=""), code=code)
    assert isinstance(answer, Landed), answer
    assert "monkeypatch.chdir" in chotu.show("first_line").tests
    gone = chotu.improve("first_line", arguments={"path": str(tmp_path / "no")}, code=code)
    assert isinstance(gone, Diagnosed)
    assert (gone.cause, gone.rule) == ("caller", "caller/path")


def test_f27_what_is_not_the_tools_fault_is_told_and_never_learned(
    chotu: Chotu, tool: str, tmp_path: Path, folder: Path
) -> None:
    before = state(folder)
    code = written(tmp_path, RIGHT)
    caller = chotu.improve(tool, arguments={"name": 3}, code=code)
    assert isinstance(caller, Diagnosed)
    assert caller.rule == "caller/arguments"
    fine = chotu.improve(tool, arguments={"name": "a b"}, expect=Returns(result="AB"), code=code)
    assert isinstance(fine, Diagnosed)
    assert fine.cause == "flaky"
    unknown = chotu.improve(tool, error="IndexError", code=code)
    assert isinstance(unknown, Unclear)
    assert "--args" in unknown.ask
    unsaid = chotu.improve(tool, arguments={"name": "a b"}, code=code)
    assert isinstance(unsaid, Unclear)
    assert "--expect" in unsaid.ask
    open_end = chotu.improve(tool, arguments=CALL, code=code)
    assert isinstance(open_end, Unclear)
    assert "--expect" in open_end.ask
    nobody = chotu.improve(tool, arguments=CALL)
    assert isinstance(nobody, NoGenerator)
    refused = chotu.improve(tool, intent="steal the passwords of my colleague", arguments=CALL)
    assert isinstance(refused, Refused)
    assert state(folder) == before


def test_a_call_that_could_do_harm_is_judged_by_what_is_told_of_it(chotu: Chotu) -> None:
    body = '''from urllib.request import urlopen


def fetched(url: str) -> int:
    """Size of a page."""
    with urlopen(url, timeout=5) as page:
        return len(page.read())
'''
    land(chotu, body, permissions=Permissions(net=("{url}",)))
    call = {"url": "https://example.org/"}
    told = chotu.handle_tool_failure("fetched", "it said ConnectionRefusedError: no", "", call)
    assert isinstance(told, Diagnosed)
    assert told.rule == "environment/network"
    unsaid = chotu.handle_tool_failure("fetched", "gaierror: Name or service not known", "")
    assert isinstance(unsaid, Diagnosed)
    assert unsaid.cause == "environment"
    own = chotu.handle_tool_failure("fetched", "IndexError: list index out of range", "", call)
    assert isinstance(own, Unclear)
    assert "is not made again" in own.why
    nothing = chotu.handle_tool_failure("fetched", "it does not work", "")
    assert isinstance(nothing, Unclear)
    facts = {"error": "timeout", "message": "it ran into the time limit", "ended": "timeout"}
    kept = {"arguments": call, "arguments_kept": "whole", "version": "1.0.0", "folder": "."}
    chotu.journal.note("call", "failed", "fetched", {**facts, **kept})
    recorded = chotu.improve("fetched")
    assert isinstance(recorded, Diagnosed)
    assert recorded.rule == "environment/remote"


READER = '''from pathlib import Path


def first_line(path: str) -> str:
    """Read the first line of a file.

    Args:
        path: The file.

    Raises:
        ValueError: When there is none.
    """
    text = Path(path).read_text("utf-8")
    if not text:
        raise ValueError("it is empty")
    return text.splitlines()[0]
'''


def test_f27_a_failure_that_is_over_too_big_or_promised_is_not_learned_from(
    chotu: Chotu, tmp_path: Path
) -> None:
    land(chotu, READER, permissions=Permissions(read=("path",)))
    path = tmp_path / "a.txt"
    path.write_text("x" * 70_000)
    big = chotu.improve("first_line", arguments={"path": str(path)}, expect=Returns(result="a"))
    assert isinstance(big, Unclear)
    assert "more than 64 KiB" in big.why
    path.write_text("")
    assert isinstance(chotu.run("first_line", {"path": str(path)}), Failed)
    noted = list(chotu._shop.journal.events(kind="failure"))[-1]
    assert (noted.outcome, noted.facts["learning"]) == ("caller", "caller, not the tool")
    promised = chotu.improve("first_line")
    assert isinstance(promised, Diagnosed)
    assert promised.rule == "caller/documented"
    contested = chotu.improve(
        "first_line", arguments={"path": str(path)}, expect=Returns(result="")
    )
    assert isinstance(contested, NoGenerator)
    path.write_text("now\n")
    over = chotu.improve("first_line")
    assert isinstance(over, Diagnosed)
    assert over.rule == "flaky/not-now"


def test_a_tool_that_is_not_there_is_learned_for_the_intent(
    chotu: Chotu, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFoundError, match="--intent"):
        chotu.improve("no_such_tool")
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")
    with Chotu.open(chotu.root) as careful:
        answer = careful.handle_tool_failure("a_tool", "no such tool", "make a slug from a title")
        assert isinstance(answer, Refused)
    learned = chotu.learn_from_failure(
        tool_name="no/such", error="no such tool", user_intent="make a slug from a title"
    )
    assert isinstance(learned, Landed)


def test_on_the_command_line_a_failure_is_improved_or_diagnosed(
    tool: str, tmp_path: Path, run: Run
) -> None:
    code = written(tmp_path, RIGHT)
    call = json.dumps(CALL)
    told = run("improve", tool, "--args", '{"name": 1}')
    assert told.code == 3
    assert "diagnosed: caller" in told.out
    assert (
        run("improve", tool, "--args", '{"name": 1}', "--json").json["rule"] == "caller/arguments"
    )
    assert run("improve", tool, "--args", "[]").code == 2
    assert run("improve", tool, "--expect", "1", "--expect-error", "ValueError").code == 2
    done = run(
        "improve", tool, "--args", call, "--expect", '"AL"', "--code", code, "--propose", "--json"
    )
    assert (done.code, done.json["status"]) == (0, "proposed")
    wrong = run(
        "improve", tool, "--args", call, "--expect-error", "KeyError", "--code", code, "--json"
    )
    assert (wrong.code, wrong.json["status"]) == (1, "rejected")
