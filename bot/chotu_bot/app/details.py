"""A tool on one screen: contract, permissions, what was checked."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.names import EVIDENCE_FILE, TEST_FILE, TOOL_FILE
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import read_contract

if TYPE_CHECKING:
    from chotu_bot.publishing.values import Proposal, Version
    from chotu_bot.publishing.versions import Versions
    from chotu_bot.vcs import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Everything about one version of a tool."""

    contract: Contract
    state: str
    """``landed``, or ``proposed on <branch>``."""
    commit: str
    source: str
    tests: str
    evidence: Mapping[str, Any]
    """The evidence's predicate; empty for a tool that came without."""
    mark: str = ""
    """That it could not be mended; empty where nobody tried in vain."""

    def to_json(self) -> dict[str, Json]:
        """As one JSON object."""
        contract = self.contract
        return {
            "name": contract.name,
            "version": contract.version,
            "summary": contract.summary,
            "category": contract.category,
            "state": self.state,
            "commit": self.commit,
            "signature": contract.signature,
            "arguments": contract.arguments_schema,
            "result": contract.result_schema,
            "permissions": contract.permissions.to_json(),
            "risk": contract.risk.value,
            "dependencies": list(contract.dependencies),
            "mark": self.mark,
            "evidence": dict(self.evidence),
        }

    def to_text(self) -> str:
        """As a screen of text."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterable[str]:
        contract = self.contract
        yield f"{contract.name} {contract.version}  ({self.state}, {self.commit[:12]})"
        yield f"  {contract.summary}"
        yield f"  {contract.signature}"
        for parameter in contract.parameters:
            yield f"    {parameter.name}: {parameter.summary or parameter.annotation}"
        granted = json.dumps(contract.permissions.to_json()) if contract.risk != "pure" else "none"
        yield f"permissions  {granted}  (risk {contract.risk})"
        if contract.dependencies:
            yield f"dependencies {', '.join(contract.dependencies)}"
        if self.mark:
            yield f"marked       {self.mark}"
        yield from self._evidence_lines()

    def _evidence_lines(self) -> Iterable[str]:
        if not self.evidence:
            yield "evidence     none: this tool did not come through the gate"
            return
        request = self.evidence.get("request", {})
        generator = self.evidence.get("generator", {})
        confidence = self.evidence.get("confidence", {})
        yield f"request      {' '.join(str(request.get('text', '')).split())[:200]}"
        yield f"written by   {generator.get('name', '?')} {generator.get('source', '')}".rstrip()
        yield f"confidence   {confidence.get('score', 0):.2f}"
        for check in self.evidence.get("checks", []):
            yield f"  {check['status']:<14} {check['check']:<13} {check['reason']}"


def details_of_version(versions: "Versions", version: "Version") -> Details:
    """A version on the served branch."""
    return _details(versions.files(version), "landed", version.commit)


def details_of_proposal(repository: "Repository", proposal: "Proposal") -> Details:
    """An open proposal."""
    paths = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
    contents = repository.read_all(proposal.tree, paths)
    files = {path: one for path, one in zip(paths, contents, strict=True) if one is not None}
    return _details(files, f"proposed on {proposal.branch}", proposal.commit)


def _details(files: Mapping[str, bytes], state: str, commit: str) -> Details:
    statement = json.loads(files.get(EVIDENCE_FILE, b"{}"))
    return Details(
        contract=read_contract(files[TOOL_FILE]),
        state=state,
        commit=commit,
        source=files[TOOL_FILE].decode(),
        tests=files.get(TEST_FILE, b"").decode(),
        evidence=statement.get("predicate", {}),
    )
