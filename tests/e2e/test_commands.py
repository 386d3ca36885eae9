"""The command line as typed: answers, JSON, exit codes, errors."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot.cli.gate import run_gated
from chotu_bot.cli.main import cli
from journey import Answered, git, state

Run = Callable[..., Answered]

TOOL = '''def shout(text: str, times: int = 1, marks: list[str] = []) -> str:
    """Say a text loudly.

    Args:
        text: What to say.
        times: How often.
        marks: What to end with.
    """
    if times < 0:
        raise ValueError("times is negative")
    return " ".join([text.upper()] * times) + "".join(marks)
'''.replace("marks: list[str] = []", "marks: list[str] | None = None").replace(
    '"".join(marks)', '"".join(marks or [])'
)
TESTS = """import pytest

from loud import shout


def test_shout() -> None:
    assert shout("a b") == "A B"


def test_times_and_marks() -> None:
    assert shout("a", 2, ["!", "?"]) == "A A!?"
    assert shout("a", 1) == "A"


def test_nothing() -> None:
    assert shout("x", 0) == ""


def test_negative() -> None:
    with pytest.raises(ValueError, match="times is negative"):
        shout("a", -1)
"""


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    """A tool and its tests as a person keeps them, without our header."""
    tool, tests = tmp_path / "loud.py", tmp_path / "test_loud.py"
    tool.write_text(TOOL)
    tests.write_text(TESTS)
    return tool, tests


def submit(run: Run, written: tuple[Path, Path], *more: object) -> Answered:
    return run("submit", *written, "--request", "say a text loudly", *more)


def test_a_submitted_tool_goes_the_same_way_and_can_be_called(
    run: Run, written: tuple[Path, Path]
) -> None:
    answered = submit(run, written, "--json", "--require-landed")
    assert answered.code == 0, answered
    assert answered.json["status"] == "landed"
    assert answered.json["tool"]["name"] == "shout"
    called = run("run", "shout", "--text", "hi", "--times", 2, "--marks", "!", "--json")
    assert called.json == {"status": "returned", "tool": "shout", "result": "HI HI!", "written": []}
    assert json.loads(run("run", "shout", "--args", '{"text": "x"}').out) == "X"
    failed = run("run", "shout", "--text", "x", "--times", -1)
    assert failed.code == 8
    assert "times is negative" in failed.err
    assert run("run", "shout", "--text", "x", "--times", -1, "--json").json["error"] == "ValueError"
    shown = run("run", "shout", "--help")
    assert "--times" in shown.out
    assert "What to say." in shown.out
    assert run("run").code == 2
    assert run("run", "--help").code == 0
    for words in (["--times", "x"], ["--nonsense", "1"], ["--args", "[1]"], ["--args", "{"], []):
        assert run("run", "shout", *words).code == 2, words
    missing = run("run", "shout", "--json")
    assert missing.json["exit_code"] == 2
    assert "text is missing" in missing.json["message"]


def test_the_landed_tool_is_listed_found_shown_and_rolled_back(
    run: Run, written: tuple[Path, Path]
) -> None:
    assert "no tools yet" in run("list").out
    submit(run, written)
    listed = run("list", "--json").json["tools"]
    assert [one["name"] for one in listed] == ["shout"]
    assert run("list", "--category", "data").out.startswith("no tools yet")
    assert run("search", "loud", "text").out.startswith("shout")
    assert run("search", "loud", "text", "--json").json["hits"][0]["name"] == "shout"
    shown = run("show", "shout")
    assert "confidence" in shown.out
    assert "written by   submitted" in shown.out
    assert run("show", "shout", "--json").json["state"] == "landed"
    assert "def shout" in run("show", "shout", "--source").out
    assert "def test_nothing" in run("show", "shout@1.0.0", "--tests").out
    assert run("history", "shout").out.startswith("1.0.0")
    versions = run("history", "shout", "--json").json["versions"]
    assert versions[0]["how"] == "landed"
    assert run("registry", "check").out.strip() == "identical"
    assert json.loads(run("registry", "export").out)["tools"][0]["name"] == "shout"
    assert run("rollback", "shout", "--to", "1.0.0", "--remove").code == 2
    assert run("rollback", "shout").code == 6
    assert "taken away" in run("rollback", "shout", "--remove").out
    assert run("show", "shout").code == 9
    assert run("run", "shout").code == 9


def test_f26_two_rollbacks_go_two_versions_back(run: Run, written: tuple[Path, Path]) -> None:
    submit(run, written)
    for mark in ("one", "two"):
        written[0].write_text(TOOL.replace("Say a text loudly.", f"Say a text loudly {mark}."))
        assert submit(run, written).code == 2
        assert submit(run, written, "--force").code == 0
    diff = run("diff", "shout", "1.0.0", "1.0.2").out
    assert "+    " in diff
    assert "loudly two" in diff
    assert run("diff", "shout", "1.0.0", "9.9.9").code == 9
    assert "from 1.0.2 to 1.0.1" in run("rollback", "shout").out
    assert run("rollback", "shout", "--json").json["after"] == "1.0.0"
    assert "loudly." in run("show", "shout", "--source").out


def test_findings_of_a_bad_submission_come_back_and_nothing_is_written(
    run: Run, written: tuple[Path, Path], folder: Path
) -> None:
    before = state(folder)
    written[0].write_text(TOOL.replace("text.upper()", "text.lower()"))
    wrong = submit(run, written)
    assert wrong.code == 1
    assert "test_shout" in wrong.out
    written[0].write_text("def shout(:\n")
    broken = submit(run, written, "--json")
    assert broken.code == 1
    assert broken.json["status"] == "rejected"
    assert state(folder) == before


def test_check_judges_files_and_writes_nothing(
    run: Run, written: tuple[Path, Path], folder: Path
) -> None:
    submit(run, written)
    before = state(folder)
    tool = next((folder / "generated_tools").rglob("tool.py")).parent
    good = run("check", tool)
    assert good.code == 0, good
    assert "verdict: pass" in good.out
    bad = folder.parent / "bad"
    bad.mkdir()
    (bad / "test_tool.py").write_text("")
    assert run("check", bad).code == 2
    (bad / "tool.py").write_text("import os\n")
    judged = run("check", bad, "--json")
    assert judged.code == 1
    assert judged.json["status"] == "fail"
    assert state(folder) == before


def test_do_calls_what_it_can_and_fills_what_it_cannot(run: Run) -> None:
    assert run("do", "count the words of 'a b c'").code == 9
    assert run("learn", "count the words of a text", "-q").code == 0
    done = run("do", 'count the words of "one two three"', "--json")
    assert done.code == 0, done
    assert done.json["status"] == "returned"
    filled = run("do", "count the words of a text")
    assert filled.code == 0
    assert "the text gives no text" in filled.out
    assert run("do", "xyz").code == 3
    assert run("do", "execute command xyz").code == 3


def test_proposals_are_approved_and_turned_down_by_command(run: Run) -> None:
    assert run("proposals").out.strip() == "no proposals are open"
    proposed = run("learn", "make a slug from a title", "--propose", "--name", "slug_one")
    assert proposed.code == 0
    assert "approve it: chotu-bot approve slug_one" in proposed.out
    assert run("learn", "make a slug from a title", "--propose", "--require-landed").code == 1
    open_ = run("proposals", "--json").json["proposals"]
    assert "slug_one" in {one["name"] for one in open_}
    seal = next(one["seal"] for one in open_ if one["name"] == "slug_one")
    assert run("approve", "slug_one", "--seal", "0:0").code == 1
    assert run("approve", "slug_one", "--seal", seal).out.startswith("landed: slug_one 1.0.0")
    other = next(one["name"] for one in open_ if one["name"] != "slug_one")
    assert "turned down" in run("reject", other, "--reason", "one is enough").out
    assert run("approve", "nothing").code == 9
    assert run("reject", "nothing", "--reason", "x").code == 9


def test_progress_goes_to_stderr_and_quiet_is_quiet(run: Run) -> None:
    loud = run("learn", "make a slug from a title", "--dry-run", "--json")
    assert loud.json["status"] == "rehearsed"
    for stage in ("gap", "draft", "tests", "red_proof", "mutation"):
        assert stage in loud.err
    assert run("learn", "make a slug from a title", "--dry-run", "-q").err == ""


def test_answers_that_learn_nothing_have_their_exit_codes(run: Run) -> None:
    assert run("learn", "xyz").code == 3
    assert run("learn", "execute command xyz", "--json").json["status"] == "refused"
    none = run("learn", "translate Finnish poems into Klingon haiku", "--offline")
    assert none.code == 4
    assert "OPENAI_API_KEY" in none.out


def test_an_unknown_verb_or_option_is_exit_2(run: Run) -> None:
    assert run("nonsense").code == 2
    assert run("learn", "--nonsense", "--json").json["error"] == "UsageError"


def test_a_bad_configuration_is_exit_7_with_its_line(run: Run, folder: Path) -> None:
    (folder / "chotu.ini").write_text("[gate]\nmin_coverag = 1\n")
    for words in (["config", "check"], ["learn", "make a slug from a title"], ["config", "show"]):
        answered = run(*words)
        assert answered.code == 7, words
        assert "chotu.ini:2: unknown key 'min_coverag'" in answered.err
    assert run("doctor").code == 7


def test_the_configuration_in_force_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_SAFETY_MODE", "2")
    assert run("config", "show", "--json").json["learning.safety_mode"] == "2"
    assert "[gate] min_coverage" in run("config", "show").out
    assert run("config", "check").out.startswith("valid:")


def test_safety_mode_2_leaves_everything_to_a_person(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_SAFETY_MODE", "2")
    answered = run("learn", "make a slug from a title", "--json")
    assert answered.json["status"] == "proposed"
    assert "safety_mode = 2" in answered.json["why"]


def test_a_registry_that_was_edited_by_hand_is_reported_and_rebuilt(
    run: Run, written: tuple[Path, Path], folder: Path
) -> None:
    submit(run, written)
    record = next((folder / "registry").rglob("shout.json"))
    content = record.read_bytes()
    record.write_bytes(content.replace(b"loudly", b"softly"))
    checked = run("registry", "check", "--json")
    assert checked.code == 1
    assert checked.json["status"] == "different"
    assert "shout.json" in run("registry", "rebuild").out
    assert record.read_bytes() == content
    assert run("registry", "check").code == 0


def test_doctor_says_what_is_in_force(run: Run) -> None:
    answered = run("doctor")
    assert answered.code == 0, answered
    for subject in ("git", "configuration", "repository", "registry", "tool environment"):
        assert subject in answered.out
    assert run("doctor", "--fix", "--json").json["diagnoses"][0]["subject"] == "git"


def test_outside_a_repository_it_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    for words in (["list"], ["learn", "x"], ["doctor"]):
        assert run(*words).code == 6, words


def test_init_keeps_what_is_there(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "old"
    place.mkdir()
    git(place, "init", "--quiet", "--initial-branch=trunk")
    (place / "README.md").write_text("mine\n")
    assert run("init", place).code == 0
    assert (place / "README.md").read_text() == "mine\n"
    assert git(place, "branch", "--show-current") == "trunk"
    head = git(place, "rev-parse", "HEAD")
    assert run("init", place, "--json").json["branch"] == "trunk"
    assert git(place, "rev-parse", "HEAD") == head
    (tmp_path / "file").write_text("")
    assert run("init", tmp_path / "file" / "below").code == 6


def test_env_sync_says_what_is_there(run: Run) -> None:
    assert "pytest" in run("env", "sync", "--json").json["packages"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(run: Run, shell: str) -> None:
    assert "chotu-bot" in run("completion", shell).out


def test_tool_names_complete(run: Run, written: tuple[Path, Path], folder: Path) -> None:
    submit(run, written)
    done = subprocess.run(
        [sys.executable, "-m", "chotu_bot"],
        cwd=folder,
        env={
            **os.environ,
            "_CHOTU_BOT_COMPLETE": "bash_complete",
            "COMP_WORDS": "chotu-bot show sh",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "shout" in done.stdout, done


def test_a_bug_writes_a_report_and_exits_70(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import click

    @click.command()
    def broken() -> None:
        raise RuntimeError("boom")

    assert run_gated(broken, []) == 70
    said = capsys.readouterr().err
    assert "bug in chotu-bot" in said
    (report,) = (tmp_path / "reports").iterdir()
    assert "RuntimeError: boom" in report.read_text()
    assert str(report) in said


@pytest.mark.parametrize("error", [KeyboardInterrupt, "abort"])
def test_an_interruption_is_130(error: object, capsys: pytest.CaptureFixture[str]) -> None:
    import click

    @click.command()
    def slow() -> None:
        raise click.exceptions.Abort if error == "abort" else KeyboardInterrupt

    assert run_gated(slow, []) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_closed_pipe_ends_in_silence(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-u", "-m", "chotu_bot", "config", "show"]
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            command, cwd=folder, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (1, "")


def test_every_verb_has_help(run: Run) -> None:
    for name in cli.commands:
        assert run(name, "--help").code == 0, name


def test_whole_landings_and_checkpoints_are_taken_back(
    run: Run, written: tuple[Path, Path], folder: Path
) -> None:
    assert run("checkpoint").out.strip() == "no checkpoints"
    made = run("checkpoint", "empty")
    assert "go back to it: chotu-bot restore empty" in made.out
    submit(run, written)
    landing = git(folder, "rev-parse", "HEAD")
    undone = run("rollback", "--commit", landing, "--reason", "too loud", "--json")
    assert undone.json["tools"] == {"shout": {"before": "1.0.0", "after": ""}}
    assert "> too loud" in git(folder, "log", "-1", "--format=%B")
    assert run("rollback", "--commit", undone.json["commit"]).code == 0
    assert "rolled back: 1 tools" in run("restore", "empty").out
    assert run("list").out.count("shout") == 0
    assert run("checkpoint", "--json").json["checkpoints"][0]["name"] == "empty"
    assert run("audit").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["rollback"], 2),
        (["rollback", "shout", "--commit", "HEAD"], 2),
        (["rollback", "--to", "1.0.0", "--commit", "HEAD"], 2),
        (["rollback", "--commit", "HEAD"], 6),
        (["rollback", "--commit", "nowhere"], 9),
        (["restore", "nowhere"], 9),
        (["checkpoint", "a b"], 2),
    ],
)
def test_taking_back_what_cannot_be_is_refused(run: Run, words: list[str], code: int) -> None:
    assert run(*words).code == code


def test_a_version_that_breaks_the_contract_waits_for_a_person(
    run: Run, written: tuple[Path, Path]
) -> None:
    submit(run, written)
    tool, tests = written
    tool.write_text(tool.read_text().replace("times: int = 1", "times: int = 2"))
    tests.write_text(
        tests.read_text()
        .replace('shout("a b") == "A B"', 'shout("a b") == "A B A B"')
        .replace('shout("a", 1) == "A"', 'shout("a") == "A A"')
    )
    answered = run("submit", tool, tests, "--request", "say a text loudly", "--force", "--json")
    assert answered.json["status"] == "proposed", answered
    assert "2.0.0" in run("proposals").out
    assert "parameter times was 1 and is 2" in answered.json["why"]
