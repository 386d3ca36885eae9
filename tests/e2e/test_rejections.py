"""A capability that a person turned down stays turned down, whatever words ask for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from journey import Answered, git

Run = Callable[..., Answered]


@pytest.fixture
def turned_down(run: Run) -> None:
    assert run("learn", "make a slug from a title", "--propose").code == 0
    assert run("reject", "slugify", "--reason", "we have a service for that").code == 0


@pytest.mark.usefixtures("turned_down")
def test_a_paraphrase_does_not_reopen_it_and_force_does(run: Run, folder: Path) -> None:
    before = git(folder, "for-each-ref")
    for words in ("make a slug from a title", "turn headlines into url slugs"):
        answered = run("learn", words)
        assert answered.code == 3, answered
        assert "slugify, which does this, was turned down on" in answered.out
        assert "we have a service for that" in answered.out
    assert git(folder, "for-each-ref") == before
    assert run("learn", "count the words of a text", "--propose").code == 0
    assert run("learn", "turn headlines into url slugs", "--force").code == 0
    assert run("list", "--json").json["tools"][0]["name"] == "slugify"
    assert run("learn", "make a slug from a title", "--json").json["status"] == "exists"


@pytest.mark.usefixtures("turned_down")
def test_it_expires(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    assert run("learn", "make a slug from a title", "--propose").code == 0
    assert run("reject", "slugify", "--reason", "never", "--days", "0").code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7258118400")
    answered = run("learn", "make a slug from a title", "--json")
    assert answered.json["status"] == "refused"
    assert "may be asked for again" not in answered.json["why"]


@pytest.mark.usefixtures("turned_down")
def test_a_submission_does_not_reopen_it_either(run: Run, tmp_path: Path) -> None:
    tool, tests = tmp_path / "slug.py", tmp_path / "test_slug.py"
    tool.write_text('def slug(title: str) -> str:\n    """Slug."""\n    return title.lower()\n')
    tests.write_text("from slug import slug\n\n\ndef test_it():\n    assert slug('A') == 'a'\n")
    answered = run("submit", tool, tests, "--request", "make a slug from a title")
    assert answered.code == 3
    answered = run("submit", tool, tests, "--request", "make a slug from a title", "--force")
    assert answered.code in {0, 1}


def test_only_so_many_proposals_are_open_at_once(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_PUBLISHING_MAX_PROPOSALS", "1")
    assert run("learn", "make a slug from a title", "--propose").code == 0
    assert run("learn", "make a slug from a title", "--propose").code == 0
    before = git(folder, "for-each-ref")
    answered = run("learn", "count the words of a text", "--propose")
    assert answered.code == 6
    assert "1 proposals wait for a person already ([publishing] max_proposals)" in answered.err
    assert git(folder, "for-each-ref") == before
