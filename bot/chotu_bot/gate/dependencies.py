"""The dependencies check: nothing is imported that a maintainer did not allow."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.malformed import MalformedToolError, decode, parse
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.verdicts import answer
from chotu_bot.sandbox.environment import normalised

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_FOR_TESTS = frozenset({"tool", "pytest", "_pytest", "hypothesis"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A distribution in the tools' own environment."""

    name: str
    version: str
    modules: tuple[str, ...]
    """Top-level modules that it brings."""


class DependencyCheck:
    """Compares imports, declared dependencies, the allow-list and what is installed."""

    name = "dependencies"

    def __init__(self, allowed: Sequence[str], installed: Sequence[Installed]) -> None:
        """Take the allow-list of the settings and what the tools' environment holds."""
        self._allowed = frozenset(normalised(one) for one in allowed)
        self._installed: Mapping[str, Installed] = {normalised(one.name): one for one in installed}
        self._brings = {module: normalised(one.name) for one in installed for module in one.modules}

    def run(self, candidate: Candidate) -> CheckResult:
        """Fail when a dependency is not allowed, not installed, or not declared."""
        findings: list[Finding] = []
        declared = self._declared(candidate.contract.dependencies, findings)
        try:
            used = self._imports(candidate.tool, TOOL_FILE, declared, findings)
            self._imports(candidate.tests, TEST_FILE, declared, findings)
        except MalformedToolError as error:
            return CheckResult(
                check=self.name,
                status=Status.FAIL,
                reason="a file cannot be read",
                findings=error.findings,
            )
        findings += self._idle(declared, used)
        good = f"{len(declared)} dependencies, all allowed and installed"
        return answer(self.name, findings, good if declared else "no dependencies")

    def _declared(self, texts: Sequence[str], findings: list[Finding]) -> frozenset[str]:
        if not texts:
            return frozenset()
        from packaging.requirements import InvalidRequirement, Requirement

        found: set[str] = set()
        for text in texts:
            try:
                requirement = Requirement(text)
            except InvalidRequirement:
                findings.append(_finding("malformed", f"{text!r} is no requirement"))
                continue
            found.add(normalised(requirement.name))
            findings += self._problems(requirement)
        return frozenset(found)

    def _problems(self, requirement: "Requirement") -> Iterator[Finding]:
        name = normalised(requirement.name)
        if requirement.url:
            yield _finding("address", f"{name} comes from an address; only names are allowed")
        if name not in self._allowed:
            yield _finding(
                "not-allowed",
                f"{name} is not on the allow-list and is never installed because code names it; "
                "do without it, or ask a maintainer to add it to [gate] allowed_dependencies",
            )
            return
        installed = self._installed.get(name)
        if installed is None:
            yield _finding("not-installed", f"{name} is not installed; run chotu-bot env sync")
        elif not requirement.specifier.contains(installed.version, prereleases=True):
            yield _finding(
                "version",
                f"{requirement} is wanted and {installed.version} is installed; "
                "widen the range or run chotu-bot env sync",
            )

    def _imports(
        self, source: bytes, file: str, declared: frozenset[str], findings: list[Finding]
    ) -> frozenset[str]:
        """Note imports that nobody declared; give the distributions that are imported."""
        used: set[str] = set()
        for node, module in _imported(parse(decode(source))):
            root = module.partition(".")[0]
            if not root or root in sys.stdlib_module_names or root == "chotu_bot":
                continue
            if file == TEST_FILE and root in _FOR_TESTS:
                continue
            owner = self._brings.get(root)
            if owner is None:
                listed = ", ".join(sorted(self._allowed)) or "empty"
                message = (
                    f"{root} is in no installed dependency; use the standard library, or a "
                    f"distribution of the allow-list ({listed})"
                )
                findings.append(_finding("unknown-import", message, file, node.lineno))
            elif owner not in declared:
                message = f"{root} comes from {owner}, which is not declared as a dependency"
                findings.append(_finding("undeclared-import", message, file, node.lineno))
            else:
                used.add(owner)
        return frozenset(used)

    def _idle(self, declared: frozenset[str], used: frozenset[str]) -> Iterator[Finding]:
        for name in sorted(declared & self._installed.keys() - used):
            yield Finding(
                rule="dependencies/unused",
                message=f"{name} is declared but never imported; remove it",
                level=Level.WARNING,
            )


def _finding(rule: str, message: str, file: str = TOOL_FILE, line: int = 0) -> Finding:
    return Finding(rule=f"dependencies/{rule}", message=message, file=file, line=line)


def _imported(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node, node.module or ""
