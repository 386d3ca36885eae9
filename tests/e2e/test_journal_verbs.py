"""The journal as a person meets it: what a call leaves in it, tail, export, prune."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.domain.shapes import Json
from journey import Answered
from landed import land

Run = Callable[..., Answered]
LOGIN = '''def log_in(name: str, password: str) -> str:
    """Log in.

    Args:
        name: Who.
        password: The password.
    """
    return f"{[1][len(name)]} for {name} with {password}"
'''


def test_f50_a_failed_call_is_kept_without_its_secret(chotu: Chotu, tmp_path: Path) -> None:
    land(chotu, LOGIN)
    chotu.run("log_in", {"name": "ada", "password": "hunter22"}, folder=tmp_path, who="agent")
    event, triaged = chotu.journal.tail(2, tool="log_in")
    assert (event.kind, event.outcome) == ("call", "failed")
    assert (triaged.kind, triaged.outcome) == ("failure", "tool")
    wanted: dict[str, Json] = {
        "error": "IndexError",
        "message": "list index out of range",
        "version": "1.0.0",
        "who": "agent",
        "folder": str(tmp_path),
        "arguments": {"name": "ada", "password": "[hidden]"},
        "arguments_kept": "partly",
        "documented": False,
        "ended": "exited",
        "denied": [],
    }
    assert {key: event.facts[key] for key in wanted} == wanted
    assert isinstance(event.facts["peak_bytes"], int)
    assert "line" in event.facts
    assert "hunter22" not in "".join(chotu.journal.export())


def test_tail_and_export_show_what_happened(chotu: Chotu, run: Run) -> None:
    assert "nothing has happened yet" in run("journal", "tail").out
    land(chotu, LOGIN)
    run("run", "log_in", "--name", "", "--password", "p")
    run("learn", "do something nice")
    tail = run("journal", "tail", "-n", "1")
    assert "request" in tail.out
    assert "do something nice" in tail.out
    only = run("journal", "tail", "--tool", "log_in", "--json").json
    assert [one["outcome"] for one in only["events"]] == ["returned"]
    lines = [json.loads(line) for line in run("journal", "export").out.splitlines()]
    assert [one["kind"] for one in lines] == ["call", "request"]
    assert run("journal", "tail", "--tool", "log_in").out.rstrip().endswith("log_in  1.0.0")


def test_prune_heeds_the_configuration(
    chotu: Chotu, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chotu.journal.note("call", "returned", "old", {})
    with closing(sqlite3.connect(folder / ".chotu" / "journal.db")) as database, database:
        database.execute(
            "INSERT INTO events (at, kind, tool, outcome, facts)"
            " SELECT at - 20 * 86400, kind, tool, outcome, facts FROM events"
        )
    assert run("journal", "prune", "--json").json["deleted"] == 0
    monkeypatch.setenv("CHOTU_MONITORING_LOG_RETENTION_DAYS", "0")
    assert run("journal", "prune", "--json").json["deleted"] == 0
    monkeypatch.setenv("CHOTU_MONITORING_LOG_RETENTION_DAYS", "10")
    assert "pruned: 1 events" in run("journal", "prune").out
    assert run("journal", "prune", "--days", "0", "--json").json["deleted"] >= 0
