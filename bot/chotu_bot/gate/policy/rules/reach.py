"""Rules on reaching into the interpreter, other modules and the process."""

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import Atom, Made, Named, Namespace, Text, texts
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, Rule, both, called, calls, mentioned

INNER = frozenset(
    {
        "__subclasses__",
        "__globals__",
        "__code__",
        "__closure__",
        "__mro__",
        "__base__",
        "__bases__",
        "__builtins__",
        "__loader__",
        "__spec__",
        "__self__",
        "f_back",
        "f_globals",
        "f_locals",
        "f_builtins",
        "f_code",
        "tb_frame",
        "gi_frame",
        "gi_code",
        "cr_frame",
        "ag_frame",
    }
)
"""Attributes that lead from any object to the interpreter."""
_MILD = frozenset({"__mro__", "__bases__", "__base__", "__self__", "__closure__", "__code__"})
"""Attributes that harm nothing by themselves."""
_LABELS = frozenset({"__module__", "__doc__", "__name__", "__qualname__"})
_STREAMS = ("sys.stdout ", "sys.stderr ", "sys.stdin ")
_IN_FORMAT = re.compile(
    r"\{[^}]*\.(__globals__|__init__|__subclasses__|__builtins__|f_back|tb_frame)"
)
FRAMES = (
    "sys._getframe",
    "sys._getframemodulename",
    "sys._current_frames",
    "sys._current_exceptions",
    "inspect.currentframe",
    "inspect.stack",
    "inspect.trace",
    "inspect.getouterframes",
    "inspect.getinnerframes",
    "inspect.getclosurevars",
    "inspect.getmodule",
    "inspect.getmembers",
    "inspect.getmembers_static",
    "inspect.getattr_static",
    "gc.get_objects",
    "gc.get_referrers",
    "gc.get_referents",
    "traceback.walk_stack",
    "traceback.walk_tb",
)
_HOOKS = (
    "sys.settrace",
    "sys.setprofile",
    "sys.addaudithook",
    "sys.setswitchinterval",
    "threading.settrace",
    "threading.setprofile",
    "signal.signal",
    "signal.alarm",
    "signal.setitimer",
    "signal.raise_signal",
    "signal.pthread_kill",
    "signal.pthread_sigmask",
    "signal.set_wakeup_fd",
    "atexit.register",
    "atexit.unregister",
    "atexit._clear",
    "faulthandler.",
    "os.kill",
    "os.killpg",
    "os.setsid",
    "os.setpgid",
    "os.setpgrp",
    "os.setuid",
    "os.setgid",
    "os.nice",
    "os.setpriority",
    "os.umask",
    "os.dup2",
    "os.register_at_fork",
    "os.putenv",
    "os.closerange",
    "resource.setrlimit",
    "resource.prlimit",
    "threading.Timer",
    "_thread.start_new_thread",
    "threading.start_new_thread",
)
_HOOK_NAMES = frozenset(
    {"sys.excepthook", "sys.displayhook", "sys.unraisablehook", "threading.excepthook"}
)
_PATHS = (
    "sys.path.append",
    "sys.path.insert",
    "sys.path.extend",
    "sys.meta_path.",
    "sys.path_hooks.",
)


def inner_attributes(program: Program) -> Iterator[Hit]:
    """Attributes that lead to the interpreter, written out or looked up by name."""
    for node in program.find(ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr in INNER:
            mild = node.attr in _MILD and isinstance(node.ctx, ast.Load)
            if node.attr == "__code__":
                above = program.parents.get(id(node))
                mild = mild and getattr(above, "attr", "").startswith("co_")
            level = Level.WARNING if mild else None
            yield Hit(line=node.lineno, what=f".{node.attr}", level=level)
    lookups = (
        "builtins.getattr",
        "builtins.hasattr",
        "operator.attrgetter",
        "operator.methodcaller",
    )
    for call in calls(program, lookups):
        for value in call.arguments.all:
            for text in texts(value):
                if set(text.split(".")) & (INNER - _MILD):
                    yield Hit(line=call.line, what=f"the attribute {text!r}")


def _inner_formats(program: Program) -> Iterator[Hit]:
    for line, text in constants(program):
        found = _IN_FORMAT.search(text)
        if found:
            yield Hit(line=line, what=f"{found[0]!r} in a format string")


def _targets(program: Program) -> Iterator[ast.expr]:
    for node in program.nodes:
        match node:
            case ast.Assign(targets=targets) | ast.Delete(targets=targets):
                yield from (one for target in targets for one in _spread(target))
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                yield target
            case ast.For(target=target) | ast.AsyncFor(target=target):
                yield from _spread(target)
            case ast.withitem(optional_vars=ast.expr() as target):
                yield from _spread(target)


def _spread(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for one in target.elts:
            yield from _spread(one)
    elif isinstance(target, ast.Starred):
        yield from _spread(target.value)
    else:
        yield target


def patched(program: Program) -> Iterator[Hit]:
    """Assignments to what belongs to other modules and classes."""
    for target in _targets(program):
        match target:
            case ast.Attribute(value=owner, attr=name):
                for atom in program.value(owner):
                    if _is_theirs(atom, name):
                        what = f"{atom.name}.{name} is replaced"
                        mild = name in _LABELS or what.startswith(_STREAMS)
                        level = Level.WARNING if mild else None
                        yield Hit(line=target.lineno, what=what, level=level)
            case ast.Subscript(value=owner):
                for atom in program.value(owner):
                    if isinstance(atom, Namespace) and atom.owner != "<this module>":
                        yield Hit(line=target.lineno, what=f"{_said(atom)} is changed")
                    elif isinstance(atom, Named) and atom.name in {"builtins", "sys.path"}:
                        yield Hit(line=target.lineno, what=f"{atom.name} is changed")


def _is_theirs(atom: Atom, name: str) -> TypeGuard[Named]:
    """Whether an attribute belongs to something imported or built in."""
    if not isinstance(atom, Named) or f"{atom.name}.{name}" in _HOOK_NAMES:
        return False
    return not atom.name.startswith("builtins.") or atom.name.count(".") == 1


def _said(atom: Namespace) -> str:
    return f"{atom.owner}.__dict__" if atom.owner else "sys.modules"


def _patching_calls(program: Program) -> Iterator[Hit]:
    for call in program.calls:
        if call.name in {
            "builtins.setattr",
            "builtins.delattr",
            "builtins.object.__setattr__",
            "builtins.type.__setattr__",
        }:
            for atom in call.arguments.get(0) or ():
                if isinstance(atom, Named):
                    yield Hit(line=call.line, what=f"{atom.name} is changed by {call.name}")
        owner, seen, method = call.name.partition(".__dict__.")
        if seen and owner != "<this module>" and method not in {"keys", "values", "items", "copy"}:
            yield Hit(line=call.line, what=f"{owner}.__dict__ is changed")


def _hook_assignments(program: Program) -> Iterator[Hit]:
    for target in _targets(program):
        if isinstance(target, ast.Attribute):
            for atom in program.value(target.value):
                if isinstance(atom, Named) and f"{atom.name}.{target.attr}" in _HOOK_NAMES:
                    yield Hit(line=target.lineno, what=f"{atom.name}.{target.attr} is replaced")
                elif atom == Made("threading.Thread") and target.attr == "daemon":
                    yield Hit(line=target.lineno, what="a thread may be left behind")


def _daemons(program: Program) -> Iterator[Hit]:
    for call in calls(program, ("threading.Thread",)):
        if isinstance(call.node, ast.Call) and any(
            keyword.arg == "daemon"
            and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
            for keyword in call.node.keywords
        ):
            yield Hit(line=call.line, what="a daemon thread may be left behind")


def _tangled(program: Program) -> Iterator[Hit]:
    if program.tangled:
        yield Hit(line=1, what="the module is too tangled to be followed")


def constants(program: Program) -> Iterator[tuple[int, str]]:
    """Constant strings as the code puts them together, with their lines."""
    for node in program.find(ast.Constant, ast.BinOp, ast.JoinedStr):
        for atom in program.value(node):
            if isinstance(atom, Text):
                yield int(getattr(node, "lineno", 0)), atom.text


RULES = (
    Rule(
        id="policy/reflection",
        reason="Frames, code objects and class trees lead from any object to everything.",
        instead="take what is needed as an argument",
        example="().__class__.__base__.__subclasses__()",
        level=Level.ERROR,
        visit=both(mentioned(FRAMES), inner_attributes, _inner_formats),
    ),
    Rule(
        id="policy/patching",
        reason="Changing modules and classes of others changes what the checks run on.",
        instead="write a function or a class of your own",
        example='json.dumps = lambda value: "[]"',
        level=Level.ERROR,
        visit=both(patched, _patching_calls, mentioned(("unittest.mock.",)), called(_PATHS)),
    ),
    Rule(
        id="policy/process-state",
        reason="Hooks, signals and threads left behind outlive the call and hide what it did.",
        instead="return when the work is done, and leave the process as it was",
        example="atexit.register(work)",
        level=Level.ERROR,
        visit=both(mentioned(_HOOKS), _hook_assignments, _daemons),
    ),
    Rule(
        id="policy/tangled",
        reason="Code that cannot be followed cannot be judged.",
        instead="write it in fewer and plainer steps",
        example="(thousands of functions that hand one another on)",
        level=Level.ERROR,
        visit=_tangled,
    ),
)
