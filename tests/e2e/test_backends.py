"""Which sandbox a repository's configuration asks for."""

from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.errors import SandboxUnavailableError
from served import land


def test_the_backend_that_is_named_is_taken_and_a_weaker_one_than_the_minimum_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(folder, "shout")
    monkeypatch.setenv("CHOTU_SANDBOX_BACKEND", "landlock")
    with Chotu.open(folder) as chotu:
        assert chotu.run("shout", {"text": "a"}).result == "A"  # type: ignore[union-attr]
        assert chotu._shop.sandbox.backend == "landlock"
    monkeypatch.setenv("CHOTU_SANDBOX_MINIMUM", "namespaces")
    with (
        Chotu.open(folder) as chotu,
        pytest.raises(SandboxUnavailableError, match="weaker than the configured namespaces"),
    ):
        chotu.run("shout", {"text": "a"})
