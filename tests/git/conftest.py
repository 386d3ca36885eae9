"""Real repositories in temporary folders."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from chotu_bot.vcs import Repository
from workbench import Workbench, make_bench


@pytest.fixture(autouse=True)
def _git_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as on a fresh machine: no configuration of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def empty_bench(tmp_path: Path) -> Workbench:
    return make_bench(tmp_path / "work")


@pytest.fixture
def bench(empty_bench: Workbench) -> Workbench:
    empty_bench.commit("Begin", **{"README.md": "hello\n"})
    return empty_bench


@pytest.fixture
def repository(bench: Workbench) -> Iterator[Repository]:
    with Repository.open(bench.folder) as opened:
        yield opened
