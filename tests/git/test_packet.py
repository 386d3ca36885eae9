"""The review packet: what a maintainer decides by, on one screen, with nothing foreign alive."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chotu_bot import Chotu
from chotu_bot.cli.gate import run_gated
from chotu_bot.cli.main import cli
from chotu_bot.domain.contract import canonical_json
from chotu_bot.domain.draft import Candidate, Request
from chotu_bot.errors import NotFoundError
from chotu_bot.publishing import Publisher
from chotu_bot.registry import record_of
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from sample_tools import candidate_of, evidence_of, lineage_of
from workbench import Workbench

HOSTILE = "@ada close #1 <img src=x> [x](http://e.org) ``` `y` | z\n## Approved\n</details>\n"


def publisher_of(repository: Repository) -> Publisher:
    return Publisher(repository, "main", Templates([shipped_folder()]).render)


def put(
    bench: Workbench,
    candidate: Candidate,
    change: Callable[[dict[str, Any]], object] = lambda _: None,
    *,
    land: bool = True,
    **evidence: Any,
) -> None:
    statement = json.loads(evidence_of(candidate, **evidence))
    change(statement["predicate"])
    content = canonical_json(statement)
    with Repository.open(bench.folder) as repository:
        publisher = publisher_of(repository)
        (publisher.publish if land else publisher.propose)(candidate, content)


def packet(bench: Workbench, name: str = "shout") -> str:
    with Chotu.open(bench.folder) as chotu:
        return chotu.review(name)


def unfolded(text: str) -> str:
    """What is seen before anything is unfolded."""
    return re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)


def test_a_landed_tool_is_told_with_what_was_not_checked(bench: Workbench) -> None:
    put(bench, candidate_of("whisper"))
    put(bench, candidate_of("shout"))
    text = packet(bench)
    for part in (
        "## shout 1.0.0",
        "**PASSED** · risk **pure** · confidence **0.90**",
        "make text shout",
        "| nearest existing tool | `whisper`",
        "| permissions | none: pure |",
        "| checks | 1 of 1 passed |",
        "that the request was understood as it was meant",
        "Reproduce: `chotu-bot verify shout`",
        "Undo: `chotu-bot rollback shout`",
        "written without sight of the code",
    ):
        assert part in text
    assert "Approve" not in text
    assert len(unfolded(text).splitlines()) <= 50


def test_a_proposal_shows_what_it_may_do_more_and_how_to_approve_exactly_it(
    bench: Workbench,
) -> None:
    old = candidate_of("shout", permissions="system = true")
    put(bench, old)
    new = candidate_of("shout", version="2.0.0", permissions='read = ["text"]')
    lineage = lineage_of(record_of(old.tool, old.tests, None))
    put(bench, new, land=False, lineage=lineage)
    text = packet(bench)
    assert "| against 1.0.0 | **may more: `read text`**; may no longer: `system` |" in text
    assert "risk **read** (was system)" in text
    assert "Reproduce: `chotu-bot gate --base main --head improve/shout`" in text
    seal = re.search(r"--seal (\S+)`", text)
    assert seal is not None
    with Chotu.open(bench.folder) as chotu:
        assert chotu.approve("shout", seal=seal[1]).version == "2.0.0"
    assert "## shout 1.0.0" in packet(bench, "shout@1.0.0")


def test_mentions_links_and_tags_from_outside_are_dead(bench: Workbench) -> None:
    hostile = replace(candidate_of("shout"), request=Request(text=HOSTILE * 10))
    put(
        bench,
        hostile,
        lambda one: one["checks"].append(
            {"check": HOSTILE, "status": HOSTILE, "reason": HOSTILE, "findings": [HOSTILE]}
        ),
    )
    text = packet(bench)
    fenced = re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", fenced)
    assert not re.search(r"@ada|#1|<img|e\.org|## Approved", outside)
    assert text.count("</details>\n") - fenced.count("</details>\n") == 4
    assert "more lines" in text
    assert len(unfolded(fenced).splitlines()) <= 50


def test_survivors_disagreement_and_doubts_are_told(bench: Workbench) -> None:
    def change(predicate: dict[str, Any]) -> None:
        predicate["generator"]["independent_tests"] = False
        predicate["checks"] += [
            {"check": "policy", "status": "pass", "reason": "fine", "findings": []},
            {
                "check": "bandit",
                "status": "pass",
                "reason": "fine",
                "findings": [{"message": "B404: subprocess"}],
            },
            {
                "check": "mutation",
                "status": "pass",
                "reason": "9 of 10",
                "findings": [{"line": 7, "message": "no test notices\n- a\n+ b"}],
            },
        ]

    put(bench, candidate_of("shout"), change)
    text = packet(bench)
    assert "```diff\n@@ line 7 @@\n- a\n+ b\n```" in text
    assert "bandit notes `B404: subprocess`, where policy found nothing" in text
    assert "**by the author of the code**" in text


def test_a_tool_without_evidence_and_with_lost_lineage_can_be_reviewed(bench: Workbench) -> None:
    put(bench, candidate_of("shout"), lineage={"previous": {"version": "0.9.0", "tool": "x"}})
    assert "against" not in packet(bench)
    (bench.folder / "generated_tools/text/shout/evidence.json").unlink()
    bench.commit("Lose it")
    text = packet(bench)
    assert "This tool came without evidence." in text
    assert "confidence **unknown**" in text


def test_the_packet_is_shown_by_the_command(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    put(bench, candidate_of("shout"))
    assert run_gated(cli, ["show", "shout", "--review", "-C", str(bench.folder), "-q"]) == 0
    assert capsys.readouterr().out.startswith("## shout 1.0.0")
    with Chotu.open(bench.folder) as chotu, pytest.raises(NotFoundError):
        chotu.review("nothing")
