"""The registry of real repositories."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from chotu_bot.domain.contract import canonical_json
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.registry import (
    Decision,
    DerivedIndex,
    Ledger,
    Record,
    Registry,
    check_files,
    rebuild_files,
)
from chotu_bot.vcs import Repository
from sample_tools import CREATED, tool_files
from workbench import Workbench

RECORD = "registry/text/shout.json"


@pytest.fixture
def stocked(bench: Workbench) -> Workbench:
    """Two tools and their registry, committed."""
    lay(bench, tool_files("shout"))
    lay(bench, tool_files("merge_pdf", category="documents"))
    rebuild_files(bench.folder, bench.folder / ".chotu" / "backup")
    bench.write(".gitignore", ".chotu/\n")
    bench.commit("Tools")
    return bench


@pytest.fixture
def registry(stocked: Workbench, repository: Repository) -> Registry:  # noqa: ARG001 - the order
    return Registry(repository, "main")


def lay(bench: Workbench, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        bench.write(path, content)


def rules(findings: tuple[object, ...]) -> list[str]:
    return sorted(getattr(one, "rule", "") for one in findings)


def test_a_rebuilt_registry_is_found_identical(stocked: Workbench, registry: Registry) -> None:
    assert registry.check() == ()
    assert check_files(stocked.folder) == ()
    assert registry.names() == ("merge_pdf", "shout")
    assert registry.category_of("merge_pdf") == "documents"
    assert [record.name for record in registry.all().records] == ["merge_pdf", "shout"]


def test_f32_a_tool_is_looked_up_by_name_and_its_folder_exists(
    stocked: Workbench, registry: Registry
) -> None:
    record = registry.require("shout")
    assert (stocked.folder / record.folder / "tool.py").is_file()
    assert registry.record("nothing") is None
    assert registry.record("../shout") is None
    with pytest.raises(NotFoundError, match="chotu-bot list"):
        registry.require("nothing")


def test_a_repository_without_a_registry_has_no_tools(repository: Repository) -> None:
    empty = Registry(repository, "main")
    assert empty.names() == ()
    assert empty.all().records == ()
    assert rules(empty.check()) == ["registry/missing"]
    assert Registry(repository, "no-such-branch").names() == ()


def test_export_holds_everything(registry: Registry) -> None:
    exported = json.loads(registry.export())
    assert [tool["name"] for tool in exported["tools"]] == ["merge_pdf", "shout"]
    assert registry.export() == canonical_json(exported)


@pytest.mark.parametrize("damage", ["{", "[]", '{"schema": 1}'])
def test_f30_a_corrupt_record_is_reported_and_rebuilt_with_a_backup(
    stocked: Workbench, registry: Registry, damage: str, tmp_path: Path
) -> None:
    right = (stocked.folder / RECORD).read_bytes()
    stocked.commit("Damage", **{RECORD: damage})
    with pytest.raises(RepositoryError, match=r"shout\.json is damaged.*registry rebuild"):
        registry.record("shout")
    listing = registry.all()
    assert [record.name for record in listing.records] == ["merge_pdf"]
    assert rules(listing.problems) == ["registry/damaged"]
    with pytest.raises(RepositoryError, match="damaged"):
        registry.export()
    rebuilt = rebuild_files(stocked.folder, tmp_path / "backup")
    assert set(rebuilt.changes) == {RECORD}
    assert (stocked.folder / RECORD).read_bytes() == right
    assert (tmp_path / "backup" / RECORD).read_text() == damage
    stocked.commit("Rebuilt")
    assert registry.check() == ()


def test_a_record_changed_by_hand_is_named_with_the_line(
    stocked: Workbench, registry: Registry
) -> None:
    text = (stocked.folder / RECORD).read_text()
    stocked.commit("Edit", **{RECORD: text.replace('"1.0.0"', '"9.9.9"')})
    (finding,) = registry.check()
    assert (finding.rule, finding.file) == ("registry/stale", RECORD)
    line = text.splitlines().index('  "version": "1.0.0"') + 1
    assert f"line {line}" in finding.message


def test_everything_out_of_place_is_found(stocked: Workbench, registry: Registry) -> None:
    lay(stocked, {"generated_tools/nowhere/shout/tool.py": b"", "registry/text/ghost.json": b"{}"})
    lay(
        stocked,
        {"generated_tools/text/Loud/tool.py": b"", "generated_tools/text/bad/tool.py": b"x"},
    )
    lay(stocked, {"generated_tools/text/bare/notes.txt": b"", "generated_tools/README.md": b""})
    files = tool_files("shout", category="files")
    lay(stocked, files)
    renamed = {
        path.replace("text/shout", "text/other"): data for path, data in tool_files("shout").items()
    }
    lay(stocked, renamed)
    found = sorted((one.rule, one.file) for one in check_files(stocked.folder))
    stocked.commit("Mess")
    assert sorted((one.rule, one.file) for one in registry.check()) == sorted(
        [*found, ("registry/unreadable", "generated_tools/text/bare")]
    )
    assert found == [
        ("registry/category", "generated_tools/nowhere/shout"),
        ("registry/double", "generated_tools/text/shout"),
        ("registry/missing", "registry/files/shout.json"),
        ("registry/name", "generated_tools/text/Loud"),
        ("registry/place", "generated_tools/text/other/tool.py"),
        ("registry/stray", "registry/text/ghost.json"),
        ("registry/unreadable", "generated_tools/text/bad/tool.py"),
    ]


def test_files_checked_out_with_other_line_ends_are_the_same_tools(
    stocked: Workbench, tmp_path: Path
) -> None:
    stocked.git("config", "core.autocrlf", "true")
    stocked.git("rm", "-rq", "--cached", ".")
    stocked.git("reset", "-q", "--hard")
    assert b"\r\n" in (stocked.folder / RECORD).read_bytes()
    assert check_files(stocked.folder) == ()
    (stocked.folder / RECORD).unlink()
    assert set(rebuild_files(stocked.folder, tmp_path).changes) == {RECORD}
    assert stocked.git("diff") == ""


def test_rebuilding_removes_records_without_a_tool(stocked: Workbench, tmp_path: Path) -> None:
    stocked.write("registry/text/ghost.json", "{}")
    rebuild_files(stocked.folder, tmp_path)
    assert not (stocked.folder / "registry/text/ghost.json").exists()
    assert rebuild_files(stocked.folder, tmp_path).changes == {}


def test_a_registry_that_cannot_be_written_is_told(stocked: Workbench, tmp_path: Path) -> None:
    (stocked.folder / "registry/files").write_text("in the way")
    lay(stocked, tool_files("whisper", category="files"))
    with pytest.raises(RepositoryError, match="cannot be written"):
        rebuild_files(stocked.folder, tmp_path)


def test_a_ledger_decision_is_kept_and_read_back(
    stocked: Workbench, repository: Repository, registry: Registry
) -> None:
    first = Decision(kind="rejection", subject="shout", reason="no", made=CREATED, by="Ada")
    later = Decision(
        kind="rejection", subject="shout", reason="still no", made="2027-01-01T00:00:00Z", by="Ada",
        facts={"request": "shout it"},
    )  # fmt: skip
    lay(stocked, {**later.changes(), **first.changes()})
    stocked.commit("Decide")
    ledger = Ledger(repository, "main")
    assert ledger.decisions("rejection") == (first, later)
    assert ledger.latest("rejection", "shout") == later
    assert ledger.latest("pin", "shout") is None
    assert registry.check() == ()
    stocked.commit("Damage", **{next(iter(first.changes())): "{"})
    with pytest.raises(RepositoryError, match=r"registry/ledger/.* is damaged"):
        ledger.decisions("rejection")


@pytest.mark.usefixtures("stocked")
def test_the_cache_gives_documents_with_past_requests(repository: Repository) -> None:
    index = DerivedIndex(repository, "main")
    documents = index.documents()
    assert [one.key for one in documents] == ["merge_pdf", "shout"]
    assert documents[1].phrases == ("make text shout",)
    assert documents[1].keywords == ("loud", "shout")
    assert index.rows()[1].signature == "shout(text: str, times: int = 1) -> str"
    assert index.count() == index.count(("person",)) == 2
    assert index.count(("bot",)) == 0
    assert index.count(without={"shout"}) == 1
    assert index.problems() == ()


def test_the_cache_follows_every_commit(stocked: Workbench, repository: Repository) -> None:
    index = DerivedIndex(repository, "main")
    assert index.count() == 2
    lay(stocked, tool_files("whisper"))
    lay(stocked, tool_files("shout", summary="Say it again, Sam."))
    stocked.git("rm", "-rq", "generated_tools/documents")
    rebuild_files(stocked.folder, stocked.folder / ".chotu" / "backup")
    stocked.commit("Change")
    assert [row.name for row in index.rows()] == ["shout", "whisper"]
    assert index.rows()[0].summary == "Say it again, Sam."
    stocked.git("reset", "-q", "--hard", "HEAD~2")
    assert index.rows() == ()


def test_the_cache_reports_damaged_records_until_they_are_mended(
    stocked: Workbench, repository: Repository
) -> None:
    index = DerivedIndex(repository, "main")
    stocked.commit("Damage", **{RECORD: "{}"})
    assert [row.name for row in index.rows()] == ["merge_pdf"]
    assert [one.file for one in index.problems()] == [RECORD]
    rebuild_files(stocked.folder, stocked.folder / ".chotu" / "backup")
    stocked.commit("Mend")
    assert index.count() == 2
    assert index.problems() == ()


@pytest.mark.parametrize("damage", ["rubbish", "layout", "trees", "folder"])
def test_f34_a_damaged_cache_costs_time_and_no_answer(
    stocked: Workbench, repository: Repository, damage: str
) -> None:
    path = stocked.folder / ".chotu" / "index.db"
    index = DerivedIndex(repository, "main")
    if damage != "folder":
        assert index.count() == 2
    match damage:
        case "rubbish":
            path.write_bytes(b"not a database" * 1000)
        case "layout":
            path.unlink()
            with sqlite3.connect(path) as old:
                old.execute("CREATE TABLE tool (name TEXT)")
            old.close()
        case "trees":
            with sqlite3.connect(path) as old:
                old.execute("UPDATE state SET records = ?", ("0" * 40,))
            old.close()
        case "folder":
            path.parent.mkdir(exist_ok=True)
            path.mkdir()
    assert index.count() == 2
    assert [row.name for row in index.rows()] == ["merge_pdf", "shout"]


def test_a_state_folder_that_cannot_be_made_costs_no_answer(
    stocked: Workbench, repository: Repository
) -> None:
    blocked = stocked.write("file", "x") / "index.db"
    assert DerivedIndex(repository, "main", blocked).count() == 2


def test_a_branch_without_commits_has_no_rows(empty_bench: Workbench) -> None:
    with Repository.open(empty_bench.folder) as repository:
        assert DerivedIndex(repository, "main").rows() == ()


def test_records_are_the_same_bytes_wherever_they_are_made(
    stocked: Workbench, registry: Registry, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere with spaces"
    stocked.git("clone", "-q", ".", str(other))
    before = os.getcwd()  # noqa: PTH109
    os.chdir(other)
    try:
        assert rebuild_files(other, tmp_path / "backup").changes == {}
    finally:
        os.chdir(before)
    assert Record.from_bytes((other / RECORD).read_bytes()) == registry.require("shout")
