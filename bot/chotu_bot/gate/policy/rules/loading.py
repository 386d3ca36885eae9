"""The rule on what may happen while a module is imported."""

import ast
from collections.abc import Iterator, Sequence

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.effects import effects_of
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, Rule, is_listed
from chotu_bot.gate.policy.scopes import arguments

_PURE_CALLS = (
    "re.compile",
    "re.escape",
    "pathlib.Path",
    "logging.getLogger",
    "logging.NullHandler",
    "enum.",
    "typing.",
    "typing_extensions.",
    "dataclasses.",
    "collections.",
    "functools.",
    "operator.",
    "itertools.",
    "math.",
    "cmath.",
    "decimal.",
    "fractions.",
    "datetime.",
    "zoneinfo.",
    "string.",
    "struct.",
    "array.",
    "textwrap.",
    "types.MappingProxyType",
    "types.SimpleNamespace",
    "abc.",
    "contextlib.",
    "contextvars.",
    "threading.Lock",
    "threading.RLock",
    "threading.local",
    "unicodedata.",
    "os.path.join",
    "os.path.dirname",
    "os.path.basename",
    "os.environ.get",
    "ipaddress.",
    "uuid.UUID",
    "hashlib.",
    "html.",
    "json.dumps",
    "json.loads",
    "json.JSONEncoder",
    "json.JSONDecoder",
    "json.encoder.",
    "json.decoder.",
    "json.scanner.",
    "ast.literal_eval",
    "warnings.",
    "weakref.",
    "sys.intern",
    "sys.getsizeof",
    "random.Random",
    "bisect.",
    "heapq.",
    "calendar.",
    "statistics.",
    "copy.",
    "http.HTTPStatus",
    "urllib.parse.",
    "binascii.",
    "base64.",
    "zlib.crc32",
    "zlib.adler32",
    "pypdf.",
    "pytest.",
    "hypothesis.",
)
_TOUCHES = (
    "os.",
    "sys.",
    "subprocess.",
    "socket.",
    "threading.Thread",
    "multiprocessing.",
    "asyncio.",
    "signal.",
    "atexit.",
    "shutil.",
    "tempfile.",
    "urllib.request.",
    "http.",
    "ctypes.",
    "importlib.",
    "time.sleep",
    "gc.",
    "logging.basicConfig",
)
_IMPURE_BUILTINS = frozenset(
    [
        "open",
        "input",
        "print",
        "eval",
        "exec",
        "compile",
        "breakpoint",
        "exit",
        "quit",
        "__import__",
        "setattr",
        "delattr",
        "help",
        "memoryview",
    ]
)


def _visit(program: Program) -> Iterator[Hit]:
    loading = {id(node) for node in _loaded(program.tree.body)}
    for call in program.calls:
        if id(call.node) in loading and not _is_pure(call.name):
            what = f"{call.name} is called while the module is imported"
            level = None if _is_impure(call.name) or _is_builtin(call.name) else Level.WARNING
            yield Hit(line=call.line, what=what, level=level)
    yield from _statements(program.tree.body)


def _is_impure(name: str) -> bool:
    """Whether a call surely does more than make a value."""
    return bool(effects_of(name)) or is_listed(name, _TOUCHES)


def _is_pure(name: str) -> bool:
    if name.startswith("builtins."):
        return name.removeprefix("builtins.").partition(".")[0].rstrip("()") not in _IMPURE_BUILTINS
    if effects_of(name) and not name.startswith("os.environ"):
        return False
    return is_listed(name.partition("()")[0], _PURE_CALLS)


def _is_builtin(name: str) -> bool:
    return name.startswith("builtins.")


def _loaded(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Every node that is evaluated while the module is imported."""
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            stack += [*node.decorator_list, *node.args.defaults]
            stack += [one.annotation for one in arguments(node) if one.annotation is not None]
            stack += [node.returns] if node.returns is not None else []
            stack += [one for one in node.args.kw_defaults if one is not None]
        elif isinstance(node, ast.Lambda):
            stack += node.args.defaults
        else:
            stack += ast.iter_child_nodes(node)


def _statements(body: Sequence[ast.stmt]) -> Iterator[Hit]:
    for node in body:
        match node:
            case ast.If(body=inner, orelse=other):
                yield from _statements([*inner, *other])
            case ast.Try(body=inner, handlers=handlers, orelse=other, finalbody=final):
                rest = [one for handler in handlers for one in handler.body]
                yield from _statements([*inner, *rest, *other, *final])
            case ast.ClassDef(body=inner):
                yield from _statements(inner)
            case ast.While() | ast.With() | ast.AsyncWith():
                yield Hit(line=node.lineno, what="a block that runs while the module is imported")
            case ast.For():
                what = "a loop that runs while the module is imported"
                yield Hit(line=node.lineno, what=what, level=Level.WARNING)
            case ast.Raise():
                yield Hit(line=node.lineno, what="an import that raises", level=Level.WARNING)
            case _:
                continue


RULES = (
    Rule(
        id="policy/import-effect",
        reason="Importing a tool happens before anything about the call is known.",
        instead="do it inside the function; the top level holds imports, constants and definitions",
        example='SETTINGS = open("settings.json").read()',
        level=Level.ERROR,
        visit=_visit,
    ),
)
