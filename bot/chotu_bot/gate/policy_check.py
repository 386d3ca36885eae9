"""The policy check: what the code may do, against what the contract declares."""

from collections.abc import Iterator

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.malformed import MalformedToolError, decode, parse
from chotu_bot.domain.names import TOOL_FILE
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.policy.comparison import compare
from chotu_bot.gate.policy.inference import follow, infer_from
from chotu_bot.gate.policy.rules.catalogue import TOOL_RULES
from chotu_bot.gate.verdicts import answer


class PolicyCheck:
    """Judges tool.py by its syntax tree; nothing of it runs."""

    name = "policy"

    def run(self, candidate: Candidate) -> CheckResult:
        """Fail when the code breaks a rule, or needs other permissions than it declares."""
        try:
            findings = tuple(self.findings(candidate))
        except MalformedToolError as error:
            return CheckResult(
                check=self.name,
                status=Status.FAIL,
                reason="tool.py cannot be read",
                findings=error.findings,
            )
        return answer(self.name, findings, "every use is declared and no rule is broken")

    def findings(self, candidate: Candidate) -> Iterator[Finding]:
        """Every finding, errors first.

        Raises:
            MalformedToolError: when tool.py is no Python at all.
        """
        source = decode(candidate.tool)
        tree = parse(source)
        program = follow(source, tree, candidate.contract.name)
        found = [one for rule in TOOL_RULES for one in rule.findings(program, TOOL_FILE)]
        found += compare(infer_from(program, candidate.contract), candidate.contract)
        grades = list(Level)
        return iter(
            sorted(dict.fromkeys(found), key=lambda one: (grades.index(one.level), one.line))
        )
