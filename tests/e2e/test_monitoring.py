"""Knowing how it goes, as typed: status, stats, health, suggest and the dashboard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.app.watch import seconds_of
from chotu_bot.calling.call import Failed
from chotu_bot.domain.answers import Refused
from chotu_bot.domain.contract import digest
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import NotFoundError
from chotu_bot.journal.journal import Event
from chotu_bot.registry import Rulings
from journey import Answered, git, state
from landed import land
from parsed_page import parse

Run = Callable[..., Answered]

HALVE = '''
def halve(number: int) -> float:
    """Halve a number."""
    if number > 99:
        raise OverflowError("too much for me")
    return 100 / number if number < 0 else number / 2
'''
HOSTILE = "<script>alert(1)</script> & \"quotes\" 'x' https://evil.example/x.js"


def ask(chotu: Chotu, text: str, outcome: str = "gap", asker: str = "Ada") -> None:
    """A request that came to nothing, as the journal has it."""
    facts = {"request": text, "origin": "person", "asker": asker}
    chotu._shop.journal.write(Event(kind="request", outcome=outcome, facts=facts))


def use(chotu: Chotu) -> None:
    """A tool, called with and without success."""
    land(chotu, HALVE)
    for number in (2, 4, 6, 100):
        chotu.run("halve", {"number": number})


def test_an_empty_repository_has_no_figures_and_says_so(run: Run) -> None:
    assert run("stats").out.startswith("no tools yet\n")
    told = run("health")
    assert told.code == 0
    assert "no evidence yet: nothing was called or learned" in told.out
    assert run("health", "--json").json["health"] is None
    assert run("suggest").out == "nothing to suggest\n"
    assert run("suggest", "--learn", 3).out == "nobody asked for anything in vain\n"


def test_stats_tell_rate_interval_times_and_errors(chotu: Chotu, run: Run) -> None:
    use(chotu)
    told = run("stats", "--json").json
    (tool,) = told["tools"]
    assert (tool["name"], tool["state"], tool["calls"], tool["returned"]) == (
        "halve",
        "probation",
        4,
        3,
    )
    assert tool["success_rate"] == 0.75
    assert tool["interval"] == [0.3006, 0.9544]
    assert 0 < tool["p50_seconds"] <= tool["p95_seconds"]
    assert tool["errors"] == [{"error": "OverflowError", "message": "too much for me", "count": 1}]
    assert told["totals"]["health"] == 75
    shown = run("stats").out
    assert re.search(r"^halve +1\.0\.0 +probation +4 +75\.0 % +30 to 95 %", shown, re.MULTILINE)
    one = run("stats", "halve").out
    assert "3 returned, failed 1 by tool" in one
    assert "1 times OverflowError too much for me" in one
    assert run("stats", "halve", "--json").json == tool
    assert run("health").out.startswith("health  75 of 100\n")
    missing = run("stats", "nothing")
    assert missing.code == 9
    assert "there is no tool 'nothing'" in missing.err


def test_the_bots_own_tests_never_count_as_usage(chotu: Chotu, run: Run) -> None:
    chotu.learn("count the words of a text", name="word_count")
    assert chotu.figures("word_count").tools[0].calls == 0
    totals = chotu.figures().totals
    assert (totals.calls, totals.learned, totals.failed) == (0, 1, 0)
    assert totals.seconds > 0
    assert "1 learned, 0 failed: 100.0 %" in run("stats").out
    assert "0.0 repair rounds" in run("health").out


def test_status_is_one_screen(chotu: Chotu, run: Run) -> None:
    use(chotu)
    chotu.pin("halve")
    shown = run("status")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0] == "serves main"
    assert len(lines) < 30
    for words in ("health  75 of 100", "tools     1 probation", "none open", "model", "secrets"):
        assert words in shown.out
    told = run("status", "--json").json
    assert told["branch"] == "main"
    assert told["proposals"] == []
    subjects = {one["subject"].strip(): one["status"] for one in told["components"]}
    assert subjects["sandbox"] == "ok"
    assert subjects["network"] == "ok"
    assert "probation (pinned)" in run("stats").out
    assert "pinned to 1.0.0" in run("stats", "halve").out


def test_what_no_tool_does_is_remembered_and_learned_by_demand(
    chotu: Chotu, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("do", "count the words of a text").code == 9
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")
    with Chotu.open(chotu.root) as other:
        assert isinstance(other.handle_unknown_command("count words in this text"), Refused)
    monkeypatch.delenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED")
    ask(chotu, "solve a sudoku", "no_generator")
    found = run("suggest", "--json").json["suggestions"]
    assert [one["command"] for one in found] == [
        "chotu-bot learn 'count the words of a text'",
        "chotu-bot learn 'solve a sudoku'",
    ]
    assert found[0]["why"] == "2 requests by 2 askers: 2 gap"
    shown = run("suggest").out
    assert shown.startswith("  1  gap      count the words of a text\n     2 requests by 2 askers")

    monkeypatch.setenv("CHOTU_LEARNING_MAX_AUTO_TOOLS", "0")
    held = run("suggest", "--learn", 1, "--json").json["learned"]
    assert [one["answer"]["status"] for one in held] == ["proposed"]
    assert "max_auto_tools" in held[0]["answer"]["why"]
    assert "1 open: word_count" in run("status").out
    assert run("status", "--json").json["proposals"][0]["name"] == "word_count"

    monkeypatch.setenv("CHOTU_LEARNING_MAX_AUTO_TOOLS", "1")
    learned = run("suggest", "--learn", 2)
    assert learned.code == 4  # nothing offline solves one
    assert "landed: word_count" in learned.out
    assert "no generator" in learned.out
    left = run("suggest", "--json").json["suggestions"]
    assert [one["subject"] for one in left] == ["solve a sudoku"]
    assert [one.name for one in chotu.tools()] == ["word_count"]


def test_a_tool_that_does_badly_is_suggested_for_mending(
    chotu: Chotu, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_LEARNING_AUTO_LEARNING_ENABLED", "0")
    land(chotu, HALVE)
    land(chotu, HALVE.replace("/ 2", "// 0"), version="1.1.0")
    for _ in range(10):
        assert isinstance(chotu.run("halve", {"number": 4}), Failed)
    (found,) = run("suggest", "--json").json["suggestions"]
    assert found["kind"] == "failing"
    assert found["why"].endswith(
        "0 of 10 calls returned, 10 times ZeroDivisionError; 1.0.0 serves instead"
    )
    assert found["command"].startswith("chotu-bot improve halve --error 'ZeroDivisionError: ")
    assert run("status", "--json").json["totals"]["tools"]["quarantined"] == 1


# The dashboard


def test_the_dashboard_of_an_empty_repository_is_whole(run: Run, tmp_path: Path) -> None:
    assert run("dashboard", "--out", tmp_path / "out").code == 0
    page = parse((tmp_path / "out" / "index.html").read_text())
    found = ("No evidence yet", "No tools yet", "No version is marked", "Nobody asked")
    for words in (*found, "Nobody has written a draft", "Nothing has landed"):
        assert words in page.words
    assert "No call has failed" in page.words
    assert "Nothing to suggest" in page.words


def test_the_dashboard_is_structured_and_shows_what_happened(
    chotu: Chotu, run: Run, folder: Path
) -> None:
    use(chotu)
    ask(chotu, "solve a sudoku")
    before = state(folder)
    written = run("dashboard", "--out", ".chotu/report", "--json")
    assert written.code == 0
    assert state(folder) == before
    page = parse(Path(written.json["file"]).read_text())
    (html,) = page.all("html")
    assert html.attributes["lang"] == "en"
    assert [one.words for one in page.all("h1")] == ["my tools on main"]
    sections = ["health", "suggestions", "tools", "marks"]
    sections += ["gaps", "writers", "landings", "failures"]
    assert [one.attributes["id"] for one in page.all("section")] == sections
    for one in page.all("section"):
        assert page.by_id(one.attributes["aria-labelledby"]).tag == "h2"
    assert [one.attributes["href"] for one in page.all("nav")[0].all("a")] == [
        f"#{name}" for name in sections
    ]
    for table in page.all("table"):
        assert table.all("caption")
        assert all(one.attributes.get("scope") == "col" for one in table.all("thead")[0].all("th"))
        assert all(one.attributes.get("scope") == "row" for one in table.all("tbody")[0].all("th"))
    (line,) = page.by_id("tools").all("svg")
    assert line.attributes["role"] == "img"
    assert "last 75.0 %" in line.attributes["aria-label"]
    assert page.by_id("health").all("meter")[0].attributes["value"] == "75"
    assert "solve a sudoku 1 1 1 gap" in page.by_id("gaps").words
    assert "tool OverflowError 1 100 % halve" in page.by_id("failures").words
    landing = page.by_id(f"commit-{git(folder, 'rev-parse', 'HEAD')}")
    assert "Land halve 1.0.0" in landing.words
    assert "tests pass: 1 test passed" in landing.words
    (evidence,) = [one for one in landing.all("a") if one.words == "evidence"]
    linked = folder / ".chotu/report" / evidence.attributes["href"]
    assert linked.resolve() == (folder / "generated_tools/misc/halve/evidence.json").resolve()


def mark(chotu: Chotu, name: str, reason: str) -> None:
    """A tool whose present version could not be mended, as the ledger has it."""
    tool = chotu._shop.catalog.tool(name)
    facts: dict[str, Json] = {"version": tool.contract.version, "tool": digest(tool.source)}
    decision = Rulings(chotu._shop.repository, "main").make(
        "mark", name, reason=reason, by="chotu-bot", facts=facts
    )
    chotu._shop.publisher.decide(decision, f"Mark {name}\n")


def write(chotu: Chotu, category: str, outcome: str, **more: Json) -> None:
    """A request that got as far as a draft, as the journal has it."""
    facts: dict[str, Json] = {"request": "x", "origin": "person", "category": category, **more}
    if outcome == "rejected":
        facts["verdict"] = "fail"
    chotu._shop.journal.write(Event(kind="request", outcome=outcome, facts=facts))


def test_the_dashboard_shows_what_could_not_be_mended_until_another_version_lands(
    chotu: Chotu, run: Run, tmp_path: Path
) -> None:
    use(chotu)
    mark(chotu, "halve", f"3 repair rounds {HOSTILE}")
    run("dashboard", "--out", tmp_path)
    page = parse((tmp_path / "index.html").read_text())
    marks = page.by_id("marks")
    (row,) = marks.all("tbody")[0].all("th")
    assert re.fullmatch(r"halve 1\.0\.0, since 20\d\d-\d\d-\d\d", row.words)
    assert f"3 repair rounds {HOSTILE}" in marks.words
    assert "chotu-bot improve halve --args JSON --expect JSON --code FILE" in marks.words
    (link,) = [one for one in page.by_id("tools").all("a") if one.words == "marked"]
    assert page.by_id(link.attributes["href"][1:]).tag == "tr"
    land(chotu, HALVE.replace("100 / number", "50 / number"), version="1.0.1")
    run("dashboard", "--out", tmp_path)
    page = parse((tmp_path / "index.html").read_text())
    assert "No version is marked" in page.by_id("marks").words
    assert "marked" not in page.by_id("tools").words


def test_the_dashboard_shows_who_writes_for_which_category(
    chotu: Chotu, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model: dict[str, Json] = {"generator": "openai", "model": "bard-7", "temperature": 0.2}
    for _ in range(9):
        write(chotu, "text", "landed", generator="recipe")
        write(chotu, "pdf", "rejected", **model)
    write(chotu, "text", "rejected", generator="recipe")
    write(chotu, HOSTILE, "landed", generator="recipe")
    run("dashboard", "--out", tmp_path)
    page = parse((tmp_path / "index.html").read_text())
    writers = page.by_id("writers")
    told = [[one.words for one in row.children if one.tag != "#text"] for row in writers.all("tr")]
    assert told == [
        ["Category", "Written by", "Accepted", "95 %", "Finding"],
        [HOSTILE, "recipe", "1 of 1", "21 to 100 %", "too few writes first"],
        ["pdf", "bard-7 temperature 0.2", "0 of 9", "0 to 30 %", "failing passed over"],
        ["text", "recipe", "9 of 10", "60 to 98 %", "proven writes first"],
    ]
    assert "of the newest 100 of each writer" in writers.words
    assert "with fewer than 5 nothing is concluded" in writers.words
    for number in range(60):
        write(chotu, f"zoology {number}", "landed", generator="recipe")
    run("dashboard", "--out", tmp_path)
    writers = parse((tmp_path / "index.html").read_text()).by_id("writers")
    assert len(writers.all("tbody")[0].all("tr")) == 60
    assert writers.words.endswith("And 3 more: chotu-bot stats")
    monkeypatch.setenv("CHOTU_LEARNING_TUNING", "0")
    run("dashboard", "--out", tmp_path)
    writers = parse((tmp_path / "index.html").read_text()).by_id("writers")
    assert writers.words == "Who writes Who writes is not tuned: [learning] tuning = 0 ."


def test_the_dashboard_loads_nothing_and_every_link_on_the_page_leads_somewhere(
    chotu: Chotu, run: Run, tmp_path: Path
) -> None:
    use(chotu)
    run("dashboard", "--out", tmp_path)
    text = (tmp_path / "index.html").read_text()
    page = parse(text)
    assert "://" not in text
    assert not {"script", "link", "img", "iframe", "object"} & {
        one.tag for one in page.everything()
    }
    assert "url(" not in text
    assert "@import" not in text
    for one in page.everything():
        assert not {"src", "srcset", "onclick", "action"} & set(one.attributes)
        target = one.attributes.get("href", "")
        if target.startswith("#"):
            assert page.by_id(target[1:])
    assert "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text
    assert "width=device-width" in text
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["index.html"]


def test_nothing_that_somebody_wrote_becomes_markup(chotu: Chotu, run: Run, tmp_path: Path) -> None:
    land(chotu, HALVE, request=HOSTILE)
    ask(chotu, f"translate to Klingon {HOSTILE}", asker=HOSTILE)
    facts = {"version": "1.0.0", "error": HOSTILE, "message": HOSTILE, "seconds": 0.1}
    for _ in range(12):
        chotu._shop.journal.write(Event(kind="call", outcome="failed", tool="halve", facts=facts))
    chotu._shop.journal.write(
        Event(kind="call", outcome="failed", tool=HOSTILE, facts={**facts, "error": "KeyError"})
    )
    run("dashboard", "--out", tmp_path)
    text = (tmp_path / "index.html").read_text()
    page = parse(text)
    assert page.all("script") == []
    assert "<script" not in text
    for place in ("suggestions", "gaps", "failures", "landings", "tools"):
        assert "<script>alert(1)</script>" in page.by_id(place).words
    assert not any(
        "alert" in value for one in page.everything() for value in one.attributes.values()
    )


def test_evidence_that_is_gone_or_no_evidence_is_no_link(
    chotu: Chotu, run: Run, folder: Path, tmp_path: Path
) -> None:
    use(chotu)
    path = folder / "generated_tools/misc/halve/evidence.json"
    path.write_text("[]")
    eve = ("-c", "user.name=Eve", "-c", "user.email=eve@example.org")
    git(folder, *eve, "commit", "--quiet", "-am", "Spoil it\n\nChotu-Tool: halve")
    chotu.rollback("halve", remove=True)
    git(folder, *eve, "commit", "--quiet", "--allow-empty", "-m", "By hand")
    run("dashboard", "--out", tmp_path)
    page = parse((tmp_path / "index.html").read_text())
    landings = page.by_id("landings")
    assert [one for one in landings.all("a") if one.words == "evidence"] == []
    assert "halve taken away" in landings.words
    assert len(landings.all("details")) == 3


def test_the_dashboard_is_the_same_for_the_same_moment(
    chotu: Chotu, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(chotu)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    run("dashboard", "--out", tmp_path)
    first = (tmp_path / "index.html").read_bytes()
    run("dashboard", "--out", tmp_path)
    assert (tmp_path / "index.html").read_bytes() == first
    assert b"2026-01-01 00:00 UTC" in first


def test_a_repository_without_a_commit_has_a_dashboard(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "bare tree")
    assert run("dashboard", "-C", tmp_path / "bare tree", "--out", tmp_path).code == 0
    assert "Nothing has landed yet" in (tmp_path / "index.html").read_text()


def test_a_moment_that_cannot_be_read_is_none() -> None:
    assert seconds_of("2026-01-02T03:04:05Z") == 1_767_323_045
    assert seconds_of("yesterday") == seconds_of("") == 0.0


def test_a_dashboard_that_cannot_be_written_is_an_error(run: Run, folder: Path) -> None:
    refused = run("dashboard", "--out", folder / "README.md" / "x")
    assert refused.code == 6
    assert "cannot be written" in refused.err


def test_the_same_is_to_be_had_in_python(chotu: Chotu, tmp_path: Path) -> None:
    use(chotu)
    with pytest.raises(NotFoundError):
        chotu.do("solve a sudoku")
    assert [one.kind for one in chotu.suggestions()] == ["gap"]
    assert chotu.overview().figures.totals.calls == 4
    assert chotu.dashboard(tmp_path) == tmp_path / "index.html"
