"""The static rules on test_tool.py, as the tests check asks for them."""

import ast

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.malformed import MalformedToolError, decode, parse
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.verdict import Finding
from chotu_bot.gate.policy.atoms import Made, Scratch, Value
from chotu_bot.gate.policy.program import analyse
from chotu_bot.gate.policy.rules.catalogue import SUITE_RULES


def judge_suite(candidate: Candidate) -> tuple[Finding, ...]:
    """What is wrong with a candidate's tests, before any of them runs."""
    try:
        source = decode(candidate.tests)
        tree = parse(source)
    except MalformedToolError as error:
        return tuple(_moved(one) for one in error.findings)
    allowed = _allowed(candidate)
    return tuple(one for one in suite_findings(source, tree) if one.rule not in allowed)


def suite_findings(source: str, tree: ast.Module) -> tuple[Finding, ...]:
    """Every finding on a test module."""
    program = analyse(source, tree, fixtures=_fixtures())
    return tuple(one for rule in SUITE_RULES for one in rule.findings(program, TEST_FILE))


def _allowed(candidate: Candidate) -> frozenset[str]:
    """Rules that do not hold for tests of a tool with these permissions."""
    permissions = candidate.contract.permissions
    allowed = {"tests/processes"} if permissions.run else set()
    return frozenset(allowed | ({"tests/environment"} if permissions.env else set()))


def _fixtures() -> dict[str, Value]:
    folder: Value = frozenset({Scratch(), Made("pathlib.Path")})
    factory: Value = frozenset({Scratch(), Made("pytest.TempPathFactory")})
    return {
        "tmp_path": folder,
        "tmpdir": frozenset({Scratch(), Made("py.path.local")}),
        "tmp_path_factory": factory,
        "monkeypatch": frozenset({Made("pytest.MonkeyPatch")}),
        "mocker": frozenset({Made("unittest.mock.patch")}),
    }


def _moved(finding: Finding) -> Finding:
    return Finding(
        rule=finding.rule.replace("contract/", "tests/", 1),
        message=finding.message,
        level=finding.level,
        file=TEST_FILE,
        line=finding.line,
    )
