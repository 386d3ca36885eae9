"""Small tools as the bot would have written them, with evidence, for tests of git and registry."""

from chotu_bot.domain.contract import Contract, Example, Parameter, Permissions
from chotu_bot.domain.draft import Authorship, Candidate, Confidence, Request, Round
from chotu_bot.domain.evidence import Evidence
from chotu_bot.domain.header import example_to_json
from chotu_bot.domain.shapes import Json, Scalar
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.domain.verdict import CheckResult, Status, Verdict
from chotu_bot.registry import Record

CREATED = "2026-01-02T03:04:05Z"


def tool_source(
    name: str,
    *,
    category: str = "text",
    version: str = "1.0.0",
    summary: str = "",
    body: str = "return text.upper()",
    permissions: str = "",
) -> bytes:
    """A tool file that a contract can be read from."""
    granted = f"# permissions = {{ {permissions} }}\n" if permissions else ""
    example = example_to_json(Example(arguments={"text": "a"}, result="A"))
    return f'''# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "{version}"
# summary = "{summary or f"Make text louder, the {name} way."}"
# category = "{category}"
# keywords = ["loud", "{name}"]
{granted}# examples = ['{example}']
# ///
"""Louder text."""


def {name}(text: str, times: int = 1) -> str:
    """Make text louder.

    Args:
        text: What to say.
        times: How often.
    """
    {body}
'''.encode()


def candidate_of(name: str, *, text: str = "", category: str = "text", **options: str) -> Candidate:
    """A candidate as the renderer would hand it over."""
    tool = tool_source(name, category=category, **options)
    return Candidate(
        contract=read_contract(tool),
        tool=tool,
        tests=f"from tool import {name}\n\n\ndef test_it():\n    assert {name}('a')\n".encode(),
        request=Request(text=text or f"make text {name}"),
        authorship=Authorship(generator="recipe", source="shout"),
    )


def evidence_of(
    candidate: Candidate, *, score: float = 0.9, lineage: dict[str, Json] | None = None
) -> bytes:
    """Evidence of a gate that passed."""
    passed = CheckResult(check="tests", status=Status.PASS, reason="1 test passed")
    verdict = Verdict(results=(passed,))
    return Evidence(
        candidate=candidate,
        verdict=verdict,
        rounds=(Round(number=0, candidate=candidate, verdict=verdict),),
        confidence=Confidence(score=score, terms={"tests": 90}),
        created=CREATED,
        template_digest="0" * 64,
        lineage=lineage or {},
    ).to_bytes()


def lineage_of(previous: Record | None) -> dict[str, Json]:
    """What the evidence of a version says of the one it replaces."""
    if previous is None:
        return {}
    return {"previous": {"version": previous.version, "tool": previous.digests["tool"]}}


def tool_files(name: str, *, category: str = "text", **options: str) -> dict[str, bytes]:
    """The three files of a tool by their paths in a repository."""
    candidate = candidate_of(name, category=category, **options)
    folder = candidate.folder
    return {
        str(folder / "tool.py"): candidate.tool,
        str(folder / "test_tool.py"): candidate.tests,
        str(folder / "evidence.json"): evidence_of(candidate),
    }


def plain_contract(name: str) -> Contract:
    """A contract without a file."""
    return Contract(
        name=name,
        summary="Say it.",
        category="text",
        parameters=(Parameter(name="text", shape=Scalar("string"), annotation="str"),),
        permissions=Permissions(),
    )
