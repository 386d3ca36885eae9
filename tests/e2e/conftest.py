"""Whole runs: a repository made by ``init``, the real sandbox, the command line in-process."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.local import LocalSandbox, open_sandbox
from journey import Answered, Terminal
from served import sharing


@pytest.fixture(autouse=True)
def _nobodys_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of whoever runs the tests; the tool environment stays shared."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    for name in list(os.environ):
        if name.startswith(("GIT_", "CHOTU_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("CHOTU_REPORT_DIR", str(tmp_path / "reports"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh repository of tools, in a path with a space."""
    made = tmp_path / "my tools"
    Chotu.init(made).close()
    return made


@pytest.fixture
def chotu(folder: Path, warm_sandbox: LocalSandbox) -> Iterator[Chotu]:
    """The fresh repository, open, over the warm sandbox."""
    with sharing(warm_sandbox, folder) as opened:
        yield opened


@pytest.fixture
def run(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answered]:
    """``run("learn", "…")`` as typed in the fresh repository."""
    monkeypatch.chdir(folder)
    return Terminal(capsys).run


@pytest.fixture(scope="session")
def warm_sandbox() -> Iterator[LocalSandbox]:
    """One sandbox for tests that do not test it; those that type commands have their own."""
    with open_sandbox(environment.locate(environment.shipped_lock())) as opened:
        opened.start()
        yield opened


@pytest.fixture
def served(chotu: Chotu) -> Chotu:
    """The same, for tests in which clients are served from it."""
    return chotu


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the server does."""
    return "asyncio"
