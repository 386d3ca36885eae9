"""Candidates for the static checks, made from source text."""

import re
from dataclasses import dataclass
from pathlib import Path

from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.toolfile import contract_of, parse, read_contract, read_header, read_signature
from chotu_bot.domain.verdict import CheckResult, Level

DATA = Path(__file__).parent / "data"
MAIN = 'if __name__ == "__main__":\n    print({name})\n'
GOOD_TESTS = b"""from tool import {name}


def test_value():
    assert {name} is not None
"""
_LABEL = re.compile(r"# hostile: (?P<kind>.*)\n# expect: (?P<expect>.*)\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file of a corpus."""

    path: Path
    source: str
    kind: str
    expected: frozenset[str]
    """Rules that must be broken; empty for benign samples and for what shows at run time only."""


def samples(folder: str) -> list[Sample]:
    """The files of a corpus folder, in order of their names."""
    found = []
    for path in sorted((DATA / folder).glob("*.py")):
        text = path.read_text("utf-8")
        label = _LABEL.match(text)
        found.append(
            Sample(
                path=path,
                source=text[label.end() :] if label else text,
                kind=label["kind"] if label else "",
                expected=frozenset(label["expect"].split(",")) - {"runtime"}
                if label
                else frozenset(),
            )
        )
    return found


def main_block(name: str) -> str:
    """The block that tools of these tests end with."""
    return MAIN.format(name=name)


def candidate_of(source: str, tests: bytes = b"") -> Candidate:
    """A complete tool file as a candidate whose contract is what the file says."""
    return Candidate(
        contract=read_contract(source.encode()),
        tool=source.encode(),
        tests=tests,
        request=Request(text="a sample"),
        authorship=Authorship(generator="submitted"),
    )


def tool(
    body: str,
    *,
    permissions: str = "",
    dependencies: str = "[]",
    summary: str = "A sample.",
    keywords: str = '["sample"]',
) -> str:
    """A tool file around ``body``."""
    lines = [
        "# /// script",
        '# requires-python = ">=3.11"',
        f"# dependencies = {dependencies}",
        "#",
        "# [tool.chotu]",
        '# version = "1.0.0"',
        f'# summary = "{summary}"',
        '# category = "misc"',
        f"# keywords = {keywords}",
    ]
    if permissions:
        lines.append(f"# permissions = {permissions}")
    start = body.strip("\n")
    gap = ["", ""] if start.startswith(("def ", "class ", "@")) else [""]
    return "\n".join([*lines, "# ///", '"""A sample."""', *gap, start, ""])


def whole(body: str, name: str, **header: str) -> str:
    """A tool file around ``body``, with its ``__main__`` block."""
    return f"{tool(body, **header)}\n\n{main_block(name)}"


def errors(result: CheckResult) -> set[str]:
    """The rules that a check's errors name."""
    return {finding.rule for finding in result.findings if finding.level is Level.ERROR}


def contract_from(source: str, permissions: Permissions) -> Contract:
    """The contract of a bare function with these permissions."""
    header = read_header(tool(source))
    signature = read_signature(parse(source))
    made = contract_of(header, signature)
    return Contract(
        name=made.name,
        summary=made.summary,
        category=made.category,
        parameters=made.parameters,
        result=made.result,
        permissions=permissions,
    )
