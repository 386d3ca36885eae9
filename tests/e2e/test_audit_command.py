"""``chotu-bot audit`` as a maintainer types it."""

from collections.abc import Callable
from pathlib import Path

from journey import Answered, git

Run = Callable[..., Answered]


def test_what_was_learned_is_clean_and_what_was_edited_by_hand_is_named(
    run: Run, folder: Path
) -> None:
    assert run("learn", "make a slug from a title").code == 0
    assert run("audit").out.splitlines()[-1].startswith("clean: 1 tools, 1 landings, ")
    (tool,) = (folder / "generated_tools").rglob("tool.py")
    tool.write_text(tool.read_text() + "\n# quick fix\n")
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(folder, *person, "commit", "--quiet", "--all", "-m", "Quick fix")
    answered = run("audit", "--json")
    assert answered.code == 1
    assert answered.json["status"] == "not clean"
    assert (answered.json["tools"], answered.json["tip"]) == (1, git(folder, "rev-parse", "HEAD"))
    rules = {one["rule"]: one["file"] for one in answered.json["findings"]}
    assert rules["audit/by-hand"] == str(tool.parent.relative_to(folder))
    assert rules.keys() == {"audit/by-hand", "registry/stale"}
    printed = run("audit")
    assert printed.code == 1
    assert git(folder, "rev-parse", "--short=12", "HEAD") in printed.out


def test_missing_signatures_are_named_when_asked_for(run: Run) -> None:
    assert run("learn", "make a slug from a title").code == 0
    assert run("audit").code == 0
    answered = run("audit", "--signatures", "--json")
    assert answered.code == 1
    findings = answered.json["findings"]
    assert {one["rule"] for one in findings} == {"audit/signature"}
    assert len(findings) == 2
