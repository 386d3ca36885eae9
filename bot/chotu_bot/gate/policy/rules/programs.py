"""Programs that are started to start others, or not to look at who answers."""

import ast
import re
from collections.abc import Iterator

from chotu_bot.gate.policy.atoms import Value, names, texts, union
from chotu_bot.gate.policy.calls import CallSite
from chotu_bot.gate.policy.effects import effects_of
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit
from chotu_bot.gate.policy.uses import SHELLS, has_shell

_INTERPRETERS = re.compile(
    r"(?:ba|da|z|k|c|tc|fi|a)?sh|busybox|cmd|powershell|pwsh|python[\d.]*|pypy3?|perl|ruby|node|deno"
    r"|php|lua|osascript|bun|(?:cmd|powershell|pwsh|python)\.exe",
)
_LAUNCHERS = frozenset({"xargs", "sudo", "doas", "su", "parallel", "nohup", "setsid"})
_FIND_RUNS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})
_LISTENS = frozenset({"-i", "-s", "-"})
"""What has a shell do as it hears."""
_CODE_FLAG = re.compile(r"-[a-z]*[ce]|--eval|--command|-[Cc]ommand|/[cCkK]|-r|-EncodedCommand|eval")
_UNLOOKED = re.compile(
    r"--insecure|--no-check-certificate|(?:-o)?StrictHostKeyChecking[= ]no|http\.sslVerify=false",
    re.IGNORECASE,
)


def _starts(call: CallSite) -> bool:
    return [effect.kind for effect in effects_of(call.name)][:1] == ["run"]


def _told(program: Program, call: CallSite) -> Value:
    """All that a call is given, with the contents of lists."""
    return program.store.flat(union(call.arguments.all))


def shells(program: Program) -> Iterator[Hit]:
    """Shells that are started, and interpreters that are told what to start."""
    for call in program.calls:
        if call.name in SHELLS or (call.name.startswith("subprocess.") and has_shell(call)):
            yield Hit(line=call.line, what=f"{call.name} starts a shell")
        elif _starts(call):
            program_name = _told_interpreter(program, call)
            if program_name:
                what = f"{call.name} has {program_name} start what is not declared"
                yield Hit(line=call.line, what=what)


def _bare_of(words: set[str]) -> set[str]:
    return {word.replace("\\", "/").rpartition("/")[2].lower() for word in words}


def _told_interpreter(program: Program, call: CallSite) -> str:
    """The shell or interpreter that is given code among its arguments."""
    given = _told(program, call)
    words = {*texts(given)}
    bare = _bare_of(words)
    if "sys.executable" in names(given):
        bare.add("python")
    if "find" in bare and words & _FIND_RUNS:
        return "find"
    for name in sorted(bare):
        if name in _LAUNCHERS:
            return name
        found = _INTERPRETERS.fullmatch(name)
        first = call.node.args[:1] if isinstance(call.node, ast.Call) else []
        alone = any(isinstance(one, ast.List | ast.Tuple) and len(one.elts) == 1 for one in first)
        if found and name in _bare_of(words) and (alone or words & _LISTENS):
            return name
        if found and any(_CODE_FLAG.fullmatch(word) for word in words):
            return name
    return ""


def told_not_to_verify(program: Program) -> Iterator[Hit]:
    """Programs that are told not to look at who answers."""
    for call in program.calls:
        if _starts(call):
            words = {*texts(_told(program, call))}
            programs = {word.rpartition("/")[2] for word in words}
            for word in sorted(words):
                if _UNLOOKED.fullmatch(word) or (word == "-k" and "curl" in programs):
                    yield Hit(line=call.line, what=f"{call.name} with {word}")
