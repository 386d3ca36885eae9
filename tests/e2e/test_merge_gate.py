"""``gate`` on ranges of commits: what is fine passes, and nothing in a range talks it round."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chotu_bot import Chotu
from chotu_bot.domain.contract import canonical_json
from journey import Answered, git

Run = Callable[..., Answered]
FOLDER = "generated_tools/text/word_count"
TOOL, TESTS, EVIDENCE = (f"{FOLDER}/{one}" for one in ("tool.py", "test_tool.py", "evidence.json"))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one learned tool, whose range was judged once."""
    made = tmp_path_factory.mktemp("original") / "r"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        with Chotu.init(made) as chotu:
            assert chotu.learn("count the words of a text").status == "landed"
            assert chotu.gate("main~1", "main").passed
    return made


@pytest.fixture
def here(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, on a branch that is to be merged into main."""
    copy = tmp_path / "my tools"
    shutil.copytree(original, copy, symlinks=True)
    monkeypatch.chdir(copy)
    git(copy, "switch", "--quiet", "--create", "work")
    return copy


@pytest.fixture
def gate(here: Path, run: Run) -> Callable[..., Answered]:
    """``gate --base main`` with more words, in that copy."""
    os.chdir(here)
    return lambda *words: run("gate", "-q", "--base", "main", *words)


def commit(here: Path, message: str = "Work") -> str:
    git(here, "add", "--all")
    git(here, "-c", "user.name=Eve", "-c", "user.email=e@e", "commit", "-q", "-m", message)
    return git(here, "rev-parse", "HEAD")


def edit(here: Path, path: str, old: str, new: str) -> None:
    text = (here / path).read_text()
    assert old in text
    (here / path).write_text(text.replace(old, new))


def rebuild(here: Path) -> None:
    """Make the registry fit, as somebody who wants to get through would."""
    with Chotu.open(here) as chotu:
        chotu.registry_rebuild()


def rules(answered: Answered) -> set[str]:
    assert answered.code in {0, 1}, answered
    return {one["rule"] for one in answered.json["findings"] if one["level"] == "error"}


def checks(answered: Answered) -> dict[str, str]:
    (tool,) = answered.json["tools"]
    return {one["check"]: one["status"] for one in tool["checks"]}


# --- what is fine ----------------------------------------------------------------------------


def test_a_landing_passes_and_costs_nothing_the_second_time(here: Path, gate: Run) -> None:
    answered = gate("--base", "main~1", "--head", "main", "--json")
    assert answered.code == 0, answered
    assert answered.json["status"] == "pass"
    (tool,) = answered.json["tools"]
    assert (tool["name"], tool["how"], tool["remembered"]) == ("word_count", "added", True)
    assert checks(answered)["evidence"] == "pass"
    assert answered.json["head"] == git(here, "rev-parse", "main")


def test_a_range_without_tools_passes(here: Path, gate: Run) -> None:
    (here / "notes.txt").write_text("hello\n")
    commit(here)
    answered = gate()
    assert answered.code == 0
    assert "verdict: pass (0 tools)" in answered.out
    assert gate("--head", "main").code == 0


def test_a_tool_that_a_person_wrote_by_hand_is_judged_like_any_other(here: Path, gate: Run) -> None:
    for name in ("tool.py", "test_tool.py"):
        text = (here / FOLDER / name).read_text().replace("word_count", "words_in")
        target = here / "generated_tools/text/words_in" / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)
    rebuild(here)
    commit(here)
    answered = gate("--json")
    assert answered.code == 0, answered
    assert checks(answered)["evidence"] == "not_applicable"
    assert checks(answered)["mutation"] == "pass"


def test_a_next_version_and_its_rollback_pass(here: Path, run: Run) -> None:
    git(here, "switch", "--quiet", "main")
    learned = run("learn", "count the words of a text", "--force", "--name", "word_count", "-q")
    assert learned.code == 0, learned
    answered = run("gate", "-q", "--base", "main~1", "--json")
    assert answered.code == 0, answered
    assert {"compatibility", "evidence"} <= {k for k, v in checks(answered).items() if v == "pass"}
    assert run("rollback", "word_count", "-q").code == 0
    answered = run("gate", "-q", "--base", "main~1", "--json")
    assert answered.code == 0, answered
    assert checks(answered)["compatibility"] == "pass"


def test_on_a_detached_head_and_from_any_folder(here: Path, gate: Run) -> None:
    (here / "notes.txt").write_text("hello\n")
    git(here, "switch", "--quiet", "--detach", commit(here))
    assert gate("-C", here / "generated_tools").code == 0


# --- what is not -----------------------------------------------------------------------------


def forged(here: Path, change: Callable[[dict[str, Any]], None]) -> None:
    statement = json.loads((here / EVIDENCE).read_bytes())
    change(statement["predicate"])
    (here / EVIDENCE).write_bytes(canonical_json(statement))


def more_killed(predicate: dict[str, Any]) -> None:
    (one,) = (check for check in predicate["checks"] if check["check"] == "mutation")
    one["measures"]["killed"] += 1


def test_forged_evidence_is_named(here: Path, gate: Run) -> None:
    """The evidence only, in a registry that fits it."""
    forged(here, more_killed)
    rebuild(here)
    commit(here)
    answered = gate("--json")
    assert rules(answered) == {"evidence/forged"}
    assert checks(answered)["tests"] == "pass"


def test_weakened_tests_are_named(here: Path, gate: Run) -> None:
    """The tests only; the evidence no longer fits them, either."""
    lines = (here / TESTS).read_text().split("\n\n\n")
    (here / TESTS).write_text("\n\n\n".join(lines[:-1]) + "\n")
    rebuild(here)
    commit(here)
    assert {"compatibility/tests-weakened", "evidence/other-files"} <= rules(gate("--json"))


def test_the_heads_own_configuration_decides_nothing(here: Path, gate: Run) -> None:
    """Tests that notice nothing do not pass because the head asks for nothing."""
    for name in ("tool.py", "test_tool.py"):
        text = (here / FOLDER / name).read_text().replace("word_count", "words_in")
        (here / "generated_tools/text/words_in").mkdir(exist_ok=True)
        (here / "generated_tools/text/words_in" / name).write_text(text)
    (here / "generated_tools/text/words_in/test_tool.py").write_text(
        '"""Tests."""\n\nfrom tool import words_in\n\n\n'
        'def test_nothing() -> None:\n    """No words."""\n    assert words_in("") == 0\n'
    )
    (here / "chotu.ini").write_text("[gate]\nmin_kill_rate = 0\nmin_coverage = 0\n")
    rebuild(here)
    commit(here)
    answered = gate("--json")
    assert "scope/gate-configuration" in rules(answered)
    (told,) = (one for one in answered.json["findings"] if one["file"] == "chotu.ini")
    assert "min_kill_rate = 0.0, was 0.8" in told["message"]
    assert "fail" in checks(answered).values()


def test_widened_permissions_and_a_stale_approval_are_named(here: Path, gate: Run) -> None:
    (here / TESTS).write_text((here / TESTS).read_text() + "\n")
    old = commit(here)
    edit(here, TOOL, 'version = "1.0.0"', 'version = "1.1.0"')
    edit(here, TOOL, '# ///\n"""', '# permissions = { system = true }\n# ///\n"""')
    rebuild(here)
    new = commit(here)
    found = rules(gate("--json", "--approved", f"ada@{old}", "--require-approval"))
    assert {"approval/stale", "compatibility/permissions-widened"} <= found
    found = rules(gate("--json", "--approved", f"ada@{new}", "--require-approval"))
    assert not {one for one in found if one.startswith(("approval", "compat"))}


def test_words_that_are_no_approval_are_usage_errors(gate: Run) -> None:
    assert gate("--approved", "ada").code == 2
    assert gate("--approved", "ada@nowhere").code == 9


def test_a_rename_and_a_removal_are_named(here: Path, gate: Run) -> None:
    git(here, "mv", FOLDER, "generated_tools/text/words_in")
    for name in ("tool.py", "test_tool.py"):
        edit(here, f"generated_tools/text/words_in/{name}", "word_count", "words_in")
    rebuild(here)
    commit(here)
    assert "compatibility/renamed" in rules(gate("--json"))
    shutil.rmtree(here / "generated_tools/text/words_in")
    rebuild(here)
    at = commit(here)
    assert rules(gate("--json")) == {"compatibility/removed"}
    assert gate("--approved", f"ada@{at}").code == 0


@pytest.mark.parametrize("mark", [b"\r\n", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_are_named(here: Path, gate: Run, mark: bytes) -> None:
    content = (here / TOOL).read_bytes()
    changed = content.replace(b"\n", mark) if mark == b"\r\n" else mark + content
    (here / TOOL).write_bytes(changed)
    commit(here)
    assert {"contract/encoding", "registry/unreadable"} <= rules(gate("--json"))


def test_the_bots_own_state_is_never_committed(here: Path, gate: Run) -> None:
    """A verdict that somebody committed answers nothing."""
    git(here, "add", "--force", ".chotu/verdicts")
    git(here, "-c", "user.name=E", "-c", "user.email=e@e", "commit", "-qm", "Verdicts")
    answered = gate("--base", "main~1", "--json")
    assert "scope/state" in rules(answered)
    assert not answered.json["tools"][0]["remembered"]


def test_a_base_that_moved_on_is_named_only_where_it_matters(here: Path, gate: Run) -> None:
    edit(here, EVIDENCE, '"score": 0.9', '"score": 0.8')
    rebuild(here)
    commit(here)
    git(here, "switch", "--quiet", "main")
    (here / "notes.txt").write_text("hello\n")
    commit(here)
    assert "base/moved" not in rules(gate("--head", "work", "--json"))
    git(here, "rm", "-rq", FOLDER)
    rebuild(here)
    commit(here)
    assert "base/moved" in rules(gate("--head", "work", "--json"))


def test_a_test_of_the_version_before_must_still_pass(here: Path, gate: Run) -> None:
    edit(here, TOOL, 'version = "1.0.0"', 'version = "1.1.0"')
    text = (here / TESTS).read_text()
    assert "== 2" in text
    first = text.index("== 2")
    (here / TESTS).write_text(text[:first] + "!= 99" + text[first + 4 :])
    (here / EVIDENCE).unlink()
    rebuild(here)
    commit(here)
    told = gate("--json")
    levels = {one["rule"]: one["level"] for one in told.json["findings"]}
    assert levels["compatibility/tests-changed"] == "warning"
    assert checks(told)["old_tests"] in {"pass", "skip"}


def test_five_hundred_tools_at_once_are_all_judged(here: Path, gate: Run) -> None:
    for number in range(500):
        target = here / f"generated_tools/text/tool_{number:03}/tool.py"
        target.parent.mkdir()
        target.write_text(f"nothing = {number}\n")
    commit(here)
    page = here.parent / "new" / "page.md"
    answered = gate("--json", "--report", f"markdown={page}")
    assert answered.code == 1
    assert len(answered.json["tools"]) == 500
    assert all(one["status"] == "fail" for one in answered.json["tools"])
    assert "and 450 more" in page.read_text()


def test_revisions_that_are_not_there_are_said_so(here: Path, run: Run) -> None:
    assert run("gate", "--base", "nowhere").code == 9
    git(here, "switch", "--quiet", "--orphan", "other")
    git(here, "-c", "user.name=E", "-c", "user.email=e@e", "commit", "-qm", "A", "--allow-empty")
    assert run("gate", "--base", "main").code == 6


# --- verify ----------------------------------------------------------------------------------


def test_verify_vouches_for_a_landed_tool_and_names_what_was_edited(here: Path, run: Run) -> None:
    git(here, "switch", "--quiet", "main")
    answered = run("verify", "word_count", "--json", "-q")
    assert answered.code == 0, answered
    assert answered.json["status"] == "pass"
    assert run("verify", "nothing").code == 9
    forged(here, more_killed)
    commit(here)
    answered = run("verify", "word_count", "--json", "-q")
    assert answered.code == 1
    told = {one["rule"] for check in answered.json["checks"] for one in check["findings"]}
    assert {"digests/differ", "evidence/forged"} <= told
