"""Landing upstream first, as typed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from journey import Answered, git

Run = Callable[..., Answered]


@pytest.fixture
def remote(folder: Path, tmp_path: Path) -> Path:
    """The bare remote of the repository."""
    made = tmp_path / "remote.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(made))
    git(folder, "remote", "add", "origin", str(made))
    return made


def tips(*folders: Path) -> set[str]:
    branch = "HEAD"
    return {git(one, "rev-parse", branch) for one in folders}


def test_what_is_learned_approved_and_rolled_back_is_upstream(
    run: Run, folder: Path, remote: Path
) -> None:
    assert run("learn", "make a slug from a title", "--push").code == 0
    assert len(tips(folder, remote)) == 1
    (tool,) = run("list", "--json").json["tools"]
    assert run("rollback", tool["name"], "--remove").code == 0
    assert len(tips(folder, remote)) == 2
    assert run("learn", "make a slug from a title", "--propose", "--push").code == 0
    assert len(tips(folder, remote)) == 2
    assert run("approve", tool["name"], "--push").code == 0
    assert len(tips(folder, remote)) == 1


def test_the_configuration_may_push_always_and_a_refusal_leaves_a_proposal(
    run: Run, folder: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_PUBLISHING_MODE", "push")
    hook = remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho main is protected >&2; exit 1\n")
    hook.chmod(0o755)
    before = tips(folder)
    answered = run("learn", "make a slug from a title")
    assert answered.code == 6
    assert "main is protected" in answered.err
    assert tips(folder) == before
    hook.unlink()
    (waiting,) = run("proposals", "--json").json["proposals"]
    assert f"chotu-bot approve {waiting['name']} --push" in answered.err
    assert run("approve", waiting["name"]).code == 0
    assert len(tips(folder, remote)) == 1
