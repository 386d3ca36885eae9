"""Proposals as patches: what one clone made, another takes as the very same tree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot.errors import RepositoryError, UsageError
from chotu_bot.publishing import Publisher
from chotu_bot.publishing.patches import Patches
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from sample_tools import candidate_of, evidence_of
from workbench import Workbench


@pytest.fixture
def made(bench: Workbench) -> bytes:
    with Repository.open(bench.folder) as repository:
        publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
        candidate = candidate_of("shout", text="shout « loud »\nFrom me\n--- a\ndiff of all")
        proposal = publisher.propose(candidate, evidence_of(candidate))
        return Patches(repository, "main").make(proposal)


def take(folder: Path, patch: bytes) -> str:
    with Repository.open(folder) as repository:
        commit = Patches(repository, "main").commit(patch)
        repository.flush()
        return commit


def test_a_patch_gives_the_same_tree_and_message_elsewhere(
    bench: Workbench, made: bytes, tmp_path: Path
) -> None:
    bench.git("clone", "--quiet", "--branch=main", str(bench.folder), str(tmp_path / "clone"))
    clone = Workbench(tmp_path / "clone")
    commit = take(clone.folder, made)
    for form in ("%T", "%B", "%P"):
        there = clone.git("log", "-1", f"--format={form}", commit)
        assert there == bench.git("log", "-1", f"--format={form}", "learn/shout")
    assert clone.status() == ""
    assert clone.git("branch", "--list", "learn/*") == ""
    clone.require_sound()


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda _: b"hello\n",
        lambda patch: patch[: patch.index(b"\ndiff ")],
        lambda patch: patch + b"x" * 4_000_000,
    ],
)
def test_what_is_no_patch_is_refused(
    bench: Workbench, made: bytes, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(UsageError, match="no patch"):
        take(bench.folder, change(made))


def test_a_patch_that_does_not_fit_is_refused(bench: Workbench, made: bytes) -> None:
    bench.commit("In the way", **{"generated_tools/text/shout/tool.py": "1\n"})
    with pytest.raises(RepositoryError, match="does not fit main"):
        take(bench.folder, made)
    with pytest.raises(RepositoryError, match="does not fit main"):
        take(bench.folder, made.replace(b"\n+", b"\n-"))
