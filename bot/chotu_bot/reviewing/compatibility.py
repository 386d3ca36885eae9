"""A tool against the one it replaces: permissions, contract, dependencies, version, tests."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from packaging.requirements import InvalidRequirement, Requirement

from chotu_bot.domain.compatibility import difference_of_calls
from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.toolfile import MalformedToolError, decode, parse, read_contract
from chotu_bot.domain.verdict import CheckResult, Finding, Level
from chotu_bot.reviewing.values import State, Touched, judged, not_applicable

_LISTS = ("read", "write", "net", "run", "env")
_PROVING = frozenset({"raises", "warns", "fail", "deprecated_call"})


def compatibility(tool: Touched, *, approved: bool) -> CheckResult:
    """Fail where a person would have to agree, and none did.

    Args:
        tool: before and after.
        approved: whether a person approved exactly what is at the head.
    """
    if tool.before is None:
        return not_applicable("compatibility", "there was no such tool before")
    if tool.after is None:
        return judged("compatibility", (_removed(tool, approved=approved),), "")
    try:
        old, new = read_contract(tool.before.tool), read_contract(tool.after.tool)
        tests = tuple(_of_tests(tool.before, tool.after))
    except MalformedToolError as error:
        finding = _finding("unreadable", f"it cannot be compared: {error.findings[0].message}")
        return judged("compatibility", (finding,), "")
    found = [*_of_permissions(old, new), *_of_contract(old, new), *_of_dependencies(old, new)]
    found += [*_of_examples(old, new), *tests, *_of_version(tool, old, new)]
    agreed = approved or tool.restored
    findings = tuple(_softened(one) if agreed else one for one in found)
    good = "it is a state that was there before" if tool.restored else "nothing became weaker"
    return judged("compatibility", findings, "a person approved it" if approved else good)


def _removed(tool: Touched, *, approved: bool) -> Finding:
    level = Level.WARNING if approved else Level.ERROR
    if tool.renamed_to:
        message = f"it moved to {tool.renamed_to}, and whoever calls it by its name is lost"
        return _finding("renamed", message, level)
    return _finding("removed", "the range takes it away, and whoever calls it is lost", level)


def _of_permissions(old: Contract, new: Contract) -> Iterator[Finding]:
    wider = widened(old.permissions, new.permissions)
    if wider:
        risk = f" (risk {old.risk}, now {new.risk})" if old.risk != new.risk else ""
        message = f"it may do more than before: {', '.join(wider)}{risk}"
        yield _finding("permissions-widened", message)


def widened(old: Permissions, new: Permissions) -> tuple[str, ...]:
    """Each permission of ``new`` that ``old`` did not have."""
    more = [
        f"{kind} {name}"
        for kind in _LISTS
        for name in getattr(new, kind)
        if name not in getattr(old, kind)
    ]
    return (*more, *(["system"] if new.system and not old.system else []))


def _of_contract(old: Contract, new: Contract) -> Iterator[Finding]:
    broken = difference_of_calls(old, new).breaking
    if broken:
        yield _finding("contract-changed", f"calls that worked may not any more: {broken[0]}")
    if old.category != new.category:
        yield _finding("contract-changed", f"it moved from {old.category} to {new.category}")


def _of_dependencies(old: Contract, new: Contract) -> Iterator[Finding]:
    more = sorted(_distributions(new) - _distributions(old))
    if more:
        yield _finding("dependencies-added", f"it depends on more than before: {', '.join(more)}")


def _distributions(contract: Contract) -> set[str]:
    return {_distribution(one) for one in contract.dependencies}


def _distribution(text: str) -> str:
    try:
        return Requirement(text).name.lower()
    except InvalidRequirement:
        # The dependencies check rejects it; here it only must not be taken for a known one.
        return text


def _of_examples(old: Contract, new: Contract) -> Iterator[Finding]:
    gone = [one for one in old.examples if one not in new.examples]
    if gone:
        shown = f"{dict(gone[0].arguments)!r} => {gone[0].result!r}"
        yield _finding("examples-removed", f"an example it kept is gone or changed: {shown[:200]}")


def _of_version(tool: Touched, old: Contract, new: Contract) -> Iterator[Finding]:
    same = tool.before and tool.after and tool.before.tool == tool.after.tool
    if not same and _ordered(new.version) <= _ordered(old.version):
        message = f"the tool changed, and its version is {new.version} after {old.version}"
        yield _finding("version", message)


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _of_tests(old: State, new: State) -> Iterator[Finding]:
    if old.tests == new.tests:
        return
    before, after = _cases(old.tests), _cases(new.tests)
    bodies = Counter(one.body for one in after.values())
    for name, case in before.items():
        other = after.get(name)
        if other is None and not bodies[case.body]:
            yield _weakened(f"test {name} is gone")
        elif other is not None and other.proofs < case.proofs:
            yield _weakened(f"test {name} asserts less: {other.proofs}, was {case.proofs}")
        elif other is not None and other.body != case.body:
            yield _finding("tests-changed", f"test {name} is not what it was", Level.WARNING)


class _Case:
    """One test function: what it is, and how much it asserts."""

    def __init__(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.body = ast.dump(ast.Module([*node.decorator_list, *node.body], []))  # type: ignore[list-item]
        inner = list(ast.walk(node))
        asserted = sum(isinstance(one, ast.Assert) or _is_proof(one) for one in inner)
        self.proofs = asserted * max(1, _rows(node))


def _cases(source: bytes) -> Mapping[str, _Case]:
    tree = parse(decode(source))
    return {
        node.name: _Case(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    }


def _is_proof(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _PROVING
        case _:
            return False


def _rows(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Rows of the test's parameter table; 0 where it has none, or none that can be counted."""
    counts = [
        len(values.elts)
        for one in node.decorator_list
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr == "parametrize"
        for values in one.args[1:2]
        if isinstance(values, ast.List | ast.Tuple)
    ]
    return sum(counts)


def _weakened(message: str) -> Finding:
    return Finding(rule="compatibility/tests-weakened", message=message, file=TEST_FILE)


def _softened(finding: Finding) -> Finding:
    """The finding where somebody agreed to it: still told, and no longer a failure."""
    return Finding(
        rule=finding.rule, message=finding.message, file=finding.file, level=Level.WARNING
    )


def _finding(rule: str, message: str, level: Level = Level.ERROR) -> Finding:
    return Finding(rule=f"compatibility/{rule}", message=message, level=level)
