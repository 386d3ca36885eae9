"""Whole runs: a repository made by ``init``, the real sandbox, the command line in-process."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chotu_bot import Chotu
from chotu_bot.sandbox import environment, local
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.local import LocalSandbox
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
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    warm_sandbox: "KeptSandbox",
) -> Callable[..., Answered]:
    """``run("learn", "…")`` as typed in the fresh repository, with the sandbox warm already."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(local, "open_sandbox", warm_sandbox.instead_of(local.open_sandbox))
    return Terminal(capsys).run


class KeptSandbox(LocalSandbox):
    """A sandbox that outlives whoever opened it: warming one up takes a second of two cores."""

    def close(self) -> None:
        """Stay open."""

    def end(self) -> None:
        """Close after all."""
        super().close()

    def instead_of(self, opening: Callable[..., LocalSandbox]) -> Callable[..., LocalSandbox]:
        """What opens a sandbox of its own only for who wants another one than this."""

        def opened(environment: Environment, **wishes: Any) -> LocalSandbox:
            usual = wishes == {"minimum": "landlock", "backend": None}
            if usual and environment == self._environment:
                return self
            return opening(environment, **wishes)

        return opened


@pytest.fixture(scope="session")
def warm_sandbox() -> Iterator[KeptSandbox]:
    """One sandbox for tests that do not test it."""
    kept = KeptSandbox(environment.locate(environment.shipped_lock()), local.ORDER)
    kept.start()
    yield kept
    kept.end()


@pytest.fixture
def served(chotu: Chotu) -> Chotu:
    """The same, for tests in which clients are served from it."""
    return chotu


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the server does."""
    return "asyncio"
