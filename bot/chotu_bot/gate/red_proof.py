"""Red proof: the tests must fail on stubs that do nothing useful."""

import ast
import builtins
from collections.abc import Sequence

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.malformed import source_lines
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.shapes import zero
from chotu_bot.domain.toolfile import decode, parse, public_function
from chotu_bot.domain.verdict import CheckResult, Finding, Status
from chotu_bot.gate.trial import StrayProcessError, Trial
from chotu_bot.gate.verdicts import inconclusive


class RedProof:
    """Runs the tests against stubs; one that passes shows that the tests prove nothing."""

    name = "red_proof"

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def run(self, trial: Trial) -> CheckResult:
        """Fail when all tests pass on any stub."""
        stubs = stub_bodies(trial.candidate.contract, trial.candidate.tool)
        sources = [stub(trial.candidate.tool, body) for body in stubs]
        try:
            alive = [stubs[index] for index in trial.survivors(sources, self._workers)]
        except StrayProcessError as error:
            return inconclusive(self.name, error)
        return CheckResult(
            check=self.name,
            status=Status.FAIL if alive else Status.PASS,
            reason=_reason(alive, len(stubs)),
            findings=tuple(_finding(body) for body in alive),
            measures={"stubs": len(stubs), "red": len(stubs) - len(alive)},
        )


def stub_bodies(contract: Contract, tool: bytes) -> tuple[str, ...]:
    """The statements a stub of the tool consists of, without repetition."""
    bodies = ["return None", f"return {zero(contract.result)!r}"]
    if contract.examples:
        bodies.append(f"return {contract.examples[0].result!r}")
    if contract.parameters:
        bodies.append(f"return {contract.parameters[0].name}")
    bodies.append("raise NotImplementedError")
    known = _names(tool)
    bodies += [f"raise {name}('stub')" for name in contract.raises if name.split(".")[0] in known]
    return tuple(dict.fromkeys(bodies))


def stub(tool: bytes, body: str) -> bytes:
    """The tool with the body of its public function replaced by one statement."""
    text = decode(tool)
    function = public_function(parse(text))
    first, last = function.body[0], function.body[-1]
    lines = source_lines(text)
    head = lines[: first.lineno - 1]
    if first.lineno == function.lineno:
        head.append(lines[first.lineno - 1].encode()[: first.col_offset].decode() + "\n")
    indent = " " * (function.col_offset + 4)
    return "".join([*head, f"{indent}{body}\n", *lines[last.end_lineno or last.lineno :]]).encode()


def _names(tool: bytes) -> set[str]:
    tree = parse(decode(tool))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return classes | imported | set(dir(builtins))


def _finding(body: str) -> Finding:
    return Finding(
        rule="red_proof/green-on-stub",
        message=f"every test passes on a stub whose body is `{body}`: assert on real results",
        file=TEST_FILE,
    )


def _reason(alive: Sequence[str], total: int) -> str:
    if alive:
        return f"the tests pass on {len(alive)} of {total} stubs"
    return f"the tests are red on all {total} stubs"
