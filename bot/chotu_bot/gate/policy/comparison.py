"""Declared permissions against what the code was seen to need."""

from collections.abc import Iterator, Sequence

from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.gate.policy.inference import Inference
from chotu_bot.gate.policy.uses import Use

_WORDS = {
    "read": "reads",
    "write": "writes",
    "net": "connects to",
    "run": "starts",
    "env": "reads the environment variable",
    "system": "reads machine status",
}


def compare(inference: Inference, contract: Contract) -> Iterator[Finding]:
    """What is used but not declared, and what is declared but not used."""
    declared = contract.permissions
    written = {
        use.subject
        for use in inference.uses
        if use.kind == "write" and use.subject and not use.optional
    }
    for use in inference.uses:
        if use.kind == "read" and use.origin == "parameter" and use.subject in written:
            continue  # writing covers reading, and is told by itself
        if not use.optional and not _is_declared(use, declared):
            yield _undeclared(use, declared)
    yield from _unused(inference.uses, contract)


def _is_declared(use: Use, declared: Permissions) -> bool:
    wanted = {use.subject, *use.alternatives}
    match use.kind:
        case "read":
            return use.origin == "parameter" and bool(wanted & {*declared.read, *declared.write})
        case "write":
            return use.origin == "parameter" and bool(wanted & {*declared.write})
        case "net":
            return bool(wanted & {*declared.net}) or _any_port(use, declared)
        case "run":
            return bool(wanted & {*declared.run})
        case "env":
            return use.subject in declared.env
        case "system":
            return declared.system or bool(wanted & {*declared.read})


def _any_port(use: Use, declared: Permissions) -> bool:
    """Whether a port that only the caller knows belongs to a declared host."""
    host, _, port = use.subject.partition(":")
    return port == "*" and any(one.partition(":")[0] == host for one in declared.net)


def _undeclared(use: Use, declared: Permissions) -> Finding:
    rule = f"policy/undeclared-{use.kind}"
    if use.origin == "untraced" and _holds_some(use, declared):
        message = f"{use.via} cannot be traced to one of the declared {use.kind} permissions"
        return Finding(rule="policy/untraced", message=message, level=Level.NOTE, line=use.line)
    return Finding(rule=rule, message=_message(use), line=use.line)


def _holds_some(use: Use, declared: Permissions) -> bool:
    match use.kind:
        case "read":
            return bool(declared.read or declared.write)
        case "write":
            return bool(declared.write)
        case "net":
            return bool(declared.net)
        case "run":
            return bool(declared.run)
        case _:
            return False


def _message(use: Use) -> str:
    verb = _WORDS[use.kind]
    if use.kind == "system":
        return f"{use.via} {verb}; declare system = true"
    if use.kind == "env" and use.subject == "*":
        return f"{use.via} {verb}s by a name known only when it runs; name each one"
    if use.kind in {"read", "write"} and use.origin == "fixed":
        return (
            f"{use.via} {verb} the fixed path {use.subject[:60]!r}; take the path as a "
            f"parameter and declare it in {use.kind}"
        )
    if use.origin == "untraced":
        return (
            f"{use.via} {verb} something that cannot be traced to a parameter; pass the "
            f"parameter straight to it and declare it in {use.kind}"
        )
    return f'{use.via} {verb} {use.subject}; declare {use.kind} = ["{use.subject}"]'


def _unused(uses: Sequence[Use], contract: Contract) -> Iterator[Finding]:
    declared = contract.permissions
    written = {*declared.write} & {
        name
        for use in uses
        if use.kind == "write" and not use.optional
        for name in (use.subject, *use.alternatives)
    }
    for kind, subjects in (
        ("read", tuple(name for name in declared.read if name not in written)),
        ("write", declared.write),
        ("net", declared.net),
        ("run", declared.run),
        ("env", declared.env),
    ):
        named = [use for use in uses if use.kind == kind]
        for subject in subjects:
            if kind in {"read", "write"} and contract.parameter(subject) is None:
                yield _unneeded(f"{kind} names {subject!r}, which is no parameter")
            elif not _is_needed(subject, named):
                yield _unneeded(f"{kind} of {subject} is declared but nothing in the code needs it")
    if declared.system and not any(use.kind == "system" for use in uses):
        yield _unneeded("system is declared but nothing in the code needs it")


def _is_needed(subject: str, uses: Sequence[Use]) -> bool:
    return any(
        use.origin == "untraced"
        or subject in {use.subject, *use.alternatives}
        or (use.subject.endswith(":*") and use.subject[:-1] == subject.partition(":")[0] + ":")
        for use in uses
    )


def _unneeded(message: str) -> Finding:
    return Finding(rule="policy/unused-permission", message=f"{message}; remove it")
