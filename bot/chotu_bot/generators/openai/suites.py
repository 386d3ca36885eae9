"""The tests that a model wrote blind, as the body of a test module."""

from collections.abc import Collection, Sequence

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.verdict import Finding
from chotu_bot.generators import testsource
from chotu_bot.reply import source
from chotu_bot.reply.errors import BrokenCodeError


def read(text: str, contract: Contract, *, least: int, file: str) -> tuple[str, list[Finding]]:
    """A test body that imports nothing of the tool, and what is wrong with it.

    Args:
        text: what the model wrote, with a fence around it perhaps.
        contract: what the tests are of.
        least: how many tests there should be.
        file: what findings call it.
    """
    inner = _unfenced(text.replace("\r\n", "\n").replace("\0", ""))
    modules = _modules(contract.dependencies)
    try:
        tree = source.parse(inner)
    except BrokenCodeError as error:
        message = f"{file}: {error}"
        return inner, [Finding(rule="tests/syntax", message=message, file=file, line=error.line)]
    named = {"tool", contract.name, *testsource.tool_modules(tree, contract.name, modules)}
    body = testsource.without_tool_import(inner, contract.name, named)
    body = testsource.without_reserved_names(body, len(contract.examples))
    findings = testsource.proof_findings(body, contract.name, modules, least=least, file=file)
    return body.strip("\n") + "\n", findings


def _unfenced(text: str) -> str:
    """Tests without a fence that stands around them inside the string."""
    lines = text.strip().split("\n")
    fenced = len(lines) > 2 and lines[0].startswith("```") and lines[-1].strip() == "```"
    return "\n".join(lines[1:-1]) if fenced else text


def _modules(requirements: Sequence[str]) -> Collection[str]:
    return {canonicalize_name(Requirement(one).name).replace("-", "_") for one in requirements}
