"""Tests of self_diagnosis."""

import sqlite3

import pytest
from tool import self_diagnosis


@pytest.fixture
def proc(tmp_path):
    folder = tmp_path / "proc"
    folder.mkdir()
    (folder / "meminfo").write_text("MemTotal: 1000 kB\nMemFree: 5 kB\nMemAvailable: 250 kB\n")
    (folder / "loadavg").write_text("9.00 1.50 8.00 1/2 3\n")
    (folder / "stat").write_text("cpu  1\ncpu0 1\ncpu1 1\nintr 2\n")
    return folder


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "repository"
    (root / ".chotu").mkdir(parents=True)
    connection = sqlite3.connect(root / ".chotu" / "journal.db")
    connection.execute("CREATE TABLE events (id)")
    connection.close()
    add(root, "text", "word_count")
    add(root, "files", "find_files")
    (root / "registry" / "index.json").write_text("{}")
    (root / "registry" / "ledger").mkdir()
    (root / "registry" / "ledger" / "pin.json").write_text("{}")
    return root


def add(root, category, name):
    folder = root / "generated_tools" / category / name
    folder.mkdir(parents=True)
    for file in ("tool.py", "test_tool.py", "evidence.json"):
        (folder / file).touch()
    (root / "registry" / category).mkdir(parents=True, exist_ok=True)
    (root / "registry" / category / f"{name}.json").write_text("{}")
    return folder


def diagnose(repository, proc, least=0):
    return self_diagnosis(str(repository), least, str(proc))


def finding(repository, proc, check, least=0):
    found = diagnose(repository, proc, least)
    (one,) = [one for one in found["findings"] if one["check"] == check]
    assert found["healthy"] == (one["status"] != "problem")
    assert found["summary"] == (f"problems: {check}" if not found["healthy"] else "all is well")
    return one["status"], one["detail"]


def test_a_healthy_bot(repository, proc):
    found = diagnose(repository, proc)
    free = found["findings"].pop(2)
    assert found == {
        "healthy": True,
        "findings": [
            {"check": "memory", "status": "ok", "detail": "25 % available"},
            {"check": "load", "status": "ok", "detail": "75 % of 2 processors"},
            {"check": "tools", "status": "ok", "detail": "2 tools are whole"},
            {"check": "records", "status": "ok", "detail": "2 records fit the tools"},
            {"check": "journal", "status": "ok", "detail": "is a database"},
        ],
        "summary": "all is well",
    }
    assert (free["check"], free["status"]) == ("disk", "ok")
    assert free["detail"].endswith(" GB free")


@pytest.mark.parametrize(("kilobytes", "status"), [(100, "ok"), (94, "problem"), (1, "problem")])
def test_little_memory_is_a_problem(repository, proc, kilobytes, status):
    (proc / "meminfo").write_text(f"MemTotal: 1000 kB\nMemAvailable: {kilobytes} kB\n")
    found = finding(repository, proc, "memory")
    assert found == (status, f"{round(kilobytes / 10)} % available")


@pytest.mark.parametrize(("load", "status"), [("4.00", "ok"), ("4.02", "problem")])
def test_much_load_is_a_problem(repository, proc, load, status):
    (proc / "loadavg").write_text(f"0 {load} 0 1/2 3\n")
    assert finding(repository, proc, "load")[0] == status


def test_a_full_disk_is_a_problem(repository, proc):
    status, detail = finding(repository, proc, "disk", 10**18)
    assert (status, detail.endswith(" GB free")) == ("problem", True)


@pytest.mark.parametrize("file", ["tool.py", "test_tool.py", "evidence.json"])
def test_a_torn_tool_is_a_problem(repository, proc, file):
    (repository / "generated_tools" / "text" / "word_count" / file).unlink()
    expected = ("problem", "files missing in word_count")
    assert finding(repository, proc, "tools") == expected


def test_a_tool_without_a_record_is_a_problem(repository, proc):
    (repository / "registry" / "text" / "word_count.json").unlink()
    assert finding(repository, proc, "records") == ("problem", "wrong: text/word_count")


def test_a_record_without_a_tool_is_a_problem(repository, proc):
    (repository / "registry" / "text" / "ghost.json").write_text("{}")
    assert finding(repository, proc, "records") == ("problem", "wrong: text/ghost")


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_a_record_that_is_no_object_is_a_problem(repository, proc, content):
    (repository / "registry" / "text" / "word_count.json").write_text(content)
    assert finding(repository, proc, "records") == ("problem", "wrong: word_count.json")


def test_a_journal_that_is_no_database_is_a_problem(repository, proc):
    (repository / ".chotu" / "journal.db").write_text("text")
    assert finding(repository, proc, "journal") == ("problem", "is no database")


def test_a_new_repository_is_healthy(tmp_path, proc):
    (tmp_path / "new").mkdir()
    found = diagnose(tmp_path / "new", proc)
    assert found["healthy"]
    assert found["findings"][3]["detail"] == "0 tools are whole"
    assert found["findings"][5]["status"] == "not available"


@pytest.mark.parametrize(
    ("missing", "check"), [("meminfo", "memory"), ("loadavg", "load"), ("stat", "load")]
)
def test_figures_that_the_machine_does_not_show_are_not_available(repository, proc, missing, check):
    (proc / missing).unlink()
    status, detail = finding(repository, proc, check)
    assert status == "not available"
    assert detail.startswith("there is no ")


def test_several_problems_are_all_named(repository, proc):
    (repository / ".chotu" / "journal.db").write_text("text")
    (proc / "loadavg").write_text("0 99 0 1/2 3\n")
    assert diagnose(repository, proc)["summary"] == "problems: load, journal"


def test_half_a_gigabyte_is_to_be_free_unless_said_otherwise(repository, proc):
    found = self_diagnosis(str(repository), proc=str(proc))["findings"]
    free = float(found[2]["detail"].split()[0])
    assert (found[2]["status"] == "ok") == (free >= 0.5)


def test_a_missing_repository_is_named(tmp_path, proc):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        diagnose(tmp_path / "absent", proc)
