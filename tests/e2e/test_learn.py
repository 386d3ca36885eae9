"""From a request to a tool that can be called, and every way it can end instead."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned
from chotu_bot.domain.answers import (
    Exists,
    Landed,
    NoGenerator,
    Proposed,
    Refused,
    Rehearsed,
    Rejected,
    Unclear,
)
from chotu_bot.errors import RepositoryError, UsageError
from chotu_bot.sandbox.local import LocalSandbox
from journey import Answered, git, state
from sample_tools import candidate_of, evidence_of
from served import sharing

Run = Callable[..., Answered]


def pdf(path: Path, pages: int) -> Path:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    writer.write(path)
    return path


def test_f01_f42_a_request_becomes_a_tool_that_merges_two_real_pdf_files(
    chotu: Chotu, tmp_path: Path
) -> None:
    answer = chotu.learn("merge PDF files")
    assert isinstance(answer, Landed)
    assert answer.rounds == 0
    one, two = pdf(tmp_path / "one.pdf", 1), pdf(tmp_path / "two.pdf", 2)
    target = tmp_path / "both.pdf"
    result = chotu.run(
        answer.contract.name, {"inputs": [str(one), str(two)], "output": str(target)}
    )
    assert isinstance(result, Returned)
    assert result.written == (target,)
    assert len(PdfReader(target).pages) == 3
    assert chotu.registry_check() == ()
    journal = list(chotu._shop.journal.events())
    assert [(one.kind, one.outcome) for one in journal] == [
        ("gap", "open"),
        ("attempt", "pass"),
        ("request", "landed"),
        ("call", "returned"),
    ]


def test_a_landing_is_a_branch_a_commit_and_a_merge_with_trailers(
    chotu: Chotu, folder: Path
) -> None:
    before = git(folder, "rev-parse", "HEAD")
    answer = chotu.learn("count the words of a text", name="word_count")
    assert isinstance(answer, Landed)
    assert answer.branch == "learn/word_count"
    assert git(folder, "rev-parse", "HEAD") == answer.commit
    assert git(folder, "rev-parse", "HEAD^1") == before
    assert git(folder, "rev-parse", "HEAD^2^") == before
    for commit in ("HEAD", "HEAD^2"):
        trailers = git(folder, "log", "-1", "--format=%(trailers:only)", commit)
        for key in ("Tool: word_count", "Version: 1.0.0", "Request:", "Generator:", "Evidence:"):
            assert f"Chotu-{key}" in trailers
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "branch", "--list", "learn/*") == ""
    git(folder, "fsck", "--strict")


def test_f59_the_same_request_again_is_answered_with_the_tool(chotu: Chotu, folder: Path) -> None:
    first = chotu.learn("compress files into a zip archive")
    assert isinstance(first, Landed)
    before = state(folder)
    again = chotu.learn("zip up some files")
    assert isinstance(again, Exists)
    assert again.contract.name == first.contract.name
    assert again.call.startswith(f"chotu-bot run {first.contract.name}")
    assert state(folder) == before


def test_f38_force_makes_a_new_version_of_the_known_tool(chotu: Chotu) -> None:
    first = chotu.learn("make a slug from a title")
    assert isinstance(first, Landed)
    again = chotu.learn("make a slug from a title", force=True)
    assert isinstance(again, Landed)
    assert (again.contract.name, again.contract.version) == (first.contract.name, "1.0.1")
    assert again.branch == f"improve/{first.contract.name}"
    details = chotu.show(first.contract.name)
    assert details.evidence["lineage"]["previous"]["version"] == "1.0.0"
    assert [one.version for one in chotu.history(first.contract.name)] == ["1.0.1", "1.0.0"]
    chotu.rollback(first.contract.name)
    assert chotu.contract(first.contract.name).version == "1.0.0"
    third = chotu.learn("make a slug from a title", force=True)
    assert isinstance(third, Landed)
    assert third.contract.version == "1.0.2"


def test_an_example_of_the_person_becomes_a_frozen_test(chotu: Chotu) -> None:
    answer = chotu.learn(
        "make a slug from a title", examples=['text="Hello World" => "hello-world"']
    )
    assert isinstance(answer, Landed)
    tests = chotu.show(answer.contract.name).tests
    assert 'text="Hello World"' in tests
    assert "def test_example_1()" in tests


def test_an_example_that_the_recipe_cannot_meet_lands_nothing(chotu: Chotu, folder: Path) -> None:
    before = state(folder)
    answer = chotu.learn("make a slug from a title", examples=['text="Hello" => "goodbye"'])
    assert isinstance(answer, Rejected | NoGenerator)
    assert "goodbye" in str(answer)
    assert state(folder) == before


def test_a_known_tool_that_fails_the_example_is_no_answer(chotu: Chotu) -> None:
    assert isinstance(chotu.learn("make a slug from a title"), Landed)
    answer = chotu.learn("make a slug from a title", examples=['text="Hello" => "goodbye"'])
    assert not isinstance(answer, Exists)
    fits = chotu.learn("make a slug from a title", examples=['text="A b" => "a-b"'])
    assert isinstance(fits, Exists)


def test_propose_leaves_it_on_its_branch_until_a_person_approves(
    chotu: Chotu, folder: Path
) -> None:
    head = git(folder, "rev-parse", "HEAD")
    answer = chotu.learn("make a slug from a title", propose=True)
    assert isinstance(answer, Proposed)
    name = answer.contract.name
    assert git(folder, "rev-parse", "HEAD") == head
    assert git(folder, "rev-parse", answer.branch) == answer.commit
    assert [one.name for one in chotu.proposals()] == [name]
    assert chotu.show(name).state == f"proposed on {answer.branch}"
    landing = chotu.approve(name)
    assert git(folder, "rev-parse", "HEAD") == landing.commit
    assert "Chotu-Approved-By" in git(folder, "log", "-1", "--format=%B")
    assert chotu.proposals() == ()


def test_a_rejected_proposal_is_gone_and_the_reason_kept(chotu: Chotu, folder: Path) -> None:
    answer = chotu.learn("make a slug from a title", propose=True)
    assert isinstance(answer, Proposed)
    chotu.reject(answer.contract.name, "we have one already")
    assert chotu.proposals() == ()
    kept = list((folder / "registry" / "ledger").rglob("*.json"))
    assert len(kept) == 1
    assert "we have one already" in kept[0].read_text()


def test_a_dry_run_judges_and_writes_nothing(chotu: Chotu, folder: Path) -> None:
    before = state(folder)
    answer = chotu.learn("make a slug from a title", dry_run=True)
    assert isinstance(answer, Rehearsed)
    assert answer.would == "land"
    assert "def " in answer.tool
    assert "assert" in answer.tests
    assert state(folder) == before


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Unclear),
        ("   \n", Unclear),
        ("xyz", Unclear),
        ("do something", Unclear),
        ("x" * 100_000, Unclear),
        ("zxyqwertify the diskspace with qazwsxedc parameters", Unclear),
        ("execute command xyz", Refused),
        ("crack the password of my neighbour's wifi", Refused),
        ("translate Finnish poems into Klingon haiku", NoGenerator),
    ],
)
def test_what_cannot_be_learned_is_answered_honestly_and_leaves_no_trace(
    chotu: Chotu, folder: Path, text: str, kind: type
) -> None:
    before = state(folder)
    answer = chotu.learn(text)
    assert isinstance(answer, kind)
    assert answer.why
    assert state(folder) == before


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "class", "json", "print", "\u0430bc", "learn", "test_x", ""]
)
def test_f24_a_name_that_cannot_be_is_refused_before_anything(
    chotu: Chotu, folder: Path, name: str
) -> None:
    before = state(folder)
    with pytest.raises(UsageError, match="--name"):
        chotu.learn("make a slug from a title", name=name)
    assert state(folder) == before


def test_a_name_that_another_tool_has_is_refused(chotu: Chotu, folder: Path) -> None:
    assert isinstance(chotu.learn("make a slug from a title", name="my_tool"), Landed)
    before = state(folder)
    with pytest.raises(UsageError, match="there is a tool my_tool already"):
        chotu.learn("generate a random password", name="my_tool")
    assert state(folder) == before


def test_several_recipes_that_fit_equally_are_asked_about(chotu: Chotu) -> None:
    answer = chotu.learn("pdf tool")
    assert isinstance(answer, Unclear | NoGenerator)


def test_not_a_repository_an_empty_one_and_a_detached_head_are_named(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(RepositoryError, match="repository"):
        Chotu.open(tmp_path / "plain")
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "--quiet")
    with Chotu.open(empty) as opened, pytest.raises(RepositoryError, match="no commit"):
        opened.learn("make a slug from a title")
    made = tmp_path / "made"
    Chotu.init(made).close()
    git(made, "checkout", "--quiet", "--detach")
    with Chotu.open(made) as opened, pytest.raises(RepositoryError, match="HEAD"):
        opened.learn("make a slug from a title")


def test_unrelated_changes_of_a_person_are_kept(chotu: Chotu, folder: Path) -> None:
    (folder / "README.md").write_text("mine\n")
    (folder / "new.txt").write_text("also mine\n")
    assert isinstance(chotu.learn("make a slug from a title"), Landed)
    assert (folder / "README.md").read_text() == "mine\n"
    assert git(folder, "status", "--porcelain").splitlines() == [" M README.md", "?? new.txt"] or (
        "M README.md" in git(folder, "status", "--porcelain")
    )


def test_a_change_in_the_way_is_named_before_anything_is_judged(chotu: Chotu, folder: Path) -> None:
    mine = folder / "generated_tools" / "text" / "slugify" / "tool.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    before = state(folder)
    with pytest.raises(RepositoryError, match=r"generated_tools/text/slugify/tool\.py"):
        chotu.learn("make a slug from a title", name="slugify")
    assert state(folder) == before


def test_f47_it_works_from_any_folder_inside(folder: Path) -> None:
    deep = folder / "registry"
    with Chotu.open(deep) as opened:
        assert isinstance(opened.learn("make a slug from a title"), Landed)
    assert git(folder, "status", "--porcelain") == ""


def test_a_failing_call_says_what_failed_and_is_journaled(chotu: Chotu, tmp_path: Path) -> None:
    answer = chotu.learn("merge PDF files")
    assert isinstance(answer, Landed)
    output = tmp_path / "both.pdf"
    result = chotu.run(
        answer.contract.name,
        {"inputs": [str(tmp_path / "missing.pdf")], "output": str(output)},
    )
    assert isinstance(result, Failed)
    assert result.documented
    assert not output.exists()
    assert [one.outcome for one in chotu._shop.journal.events(kind="call")] == ["failed"]
    with pytest.raises(UsageError, match="inputs is missing"):
        chotu.run(answer.contract.name, {"output": str(output)})
    with pytest.raises(UsageError, match="unknown argument 'nonsense'"):
        chotu.run(answer.contract.name, {"nonsense": 1})


def test_the_specification_s_names_do_what_they_say(chotu: Chotu) -> None:
    learned = chotu.manual_learn_capability("count the words of a text", force=False)
    assert isinstance(learned, Landed)
    again = chotu.manual_learn_capability("count the words of a text", force=True)
    assert isinstance(again, Landed)
    new = chotu.handle_unknown_command("make a slug from a title")
    assert isinstance(new, Landed)
    assert chotu.show(new.contract.name).evidence["request"]["origin"] == "agent"


def test_auto_learning_off_stops_agents_and_not_people(
    folder: Path, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")
    with sharing(warm_sandbox, folder) as opened:
        refused = opened.handle_unknown_command("make a slug from a title")
        assert isinstance(refused, Refused)
        assert "auto_learning_enabled" in refused.why
        assert isinstance(opened.manual_learn_capability("make a slug from a title"), Landed)


def test_f39_max_auto_tools_counts_what_agents_brought(
    folder: Path, warm_sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_MAX_AUTO_TOOLS", "1")
    with sharing(warm_sandbox, folder) as opened:
        assert isinstance(opened.learn("count the words of a text"), Landed)
        assert isinstance(opened.handle_unknown_command("make a slug from a title"), Landed)
        third = opened.handle_unknown_command("generate a random password")
        assert isinstance(third, Proposed)
        assert "max_auto_tools" in third.why
        assert isinstance(opened.learn("convert CSV to JSON"), Landed)


def test_a_retired_tool_does_not_count_in_max_auto_tools(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_MAX_AUTO_TOOLS", "1")
    with Chotu.open(folder) as opened:
        candidate = candidate_of("shout")
        asked = replace(candidate, request=replace(candidate.request, origin="agent"))
        opened._shop.publisher.publish(asked, evidence_of(asked))
        assert opened._shop.shelf.auto_tools() == 1
        opened.retire("shout", "nobody wants it loud")
        assert isinstance(opened.handle_unknown_command("make a slug from a title"), Landed)
        opened.unretire("shout")
        assert opened._shop.shelf.auto_tools() == 2
