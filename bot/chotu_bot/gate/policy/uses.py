"""What a module touches, call by call, with the parameter each path or address comes from."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urlsplit

from chotu_bot.domain.contract import Contract, Parameter
from chotu_bot.domain.shapes import (
    Anything,
    Choice,
    Either,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Shape,
    TupleOf,
)
from chotu_bot.gate.policy.atoms import (
    NOTHING,
    From,
    Items,
    Named,
    Number,
    Scratch,
    Text,
    Value,
    makers,
)
from chotu_bot.gate.policy.attributes import HANDLES
from chotu_bot.gate.policy.calls import CallSite
from chotu_bot.gate.policy.effects import FIXED, SUBJECT, Effect, effects_of
from chotu_bot.gate.policy.program import Program

Kind = Literal["read", "write", "net", "run", "env", "system"]
Origin = Literal["parameter", "fixed", "untraced"]
_MACHINE = ("/proc", "/sys")
_PRIVATE = re.compile(r"^/proc/.*/?(?:environ|mem|maps|root|cwd|fd|kcore)(?:/|$)")
"""What /proc tells about processes rather than about the machine."""
_ATTACH = re.compile(
    r"\b(?:attach\s+(?:database\s+)?|vacuum\s+(?:\w+\s+)?into\s+)(?:'([^']*)')?", re.IGNORECASE
)
_FREE = frozenset({"/dev/null", "/dev/urandom", "/dev/random", "/dev/zero", ":memory:", ""})
SHELLS = frozenset(
    [
        "os.system",
        "os.popen",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "commands.getoutput",
        "asyncio.create_subprocess_shell",
        "asyncio.subprocess.create_subprocess_shell",
    ]
)
_PORTS = {"https": 443, "http": 80, "ftp": 21, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One access that the code may make."""

    kind: Kind
    subject: str
    """A parameter for files; ``host:port``, an executable, a variable or ``{parameter}`` else;
    the path itself where it is fixed; empty where it cannot be traced."""
    origin: Origin
    line: int
    via: str
    """The call that makes the access."""
    alternatives: tuple[str, ...] = ()
    """Other subjects any of which would do as well."""
    optional: bool = False
    """Whether the access is free, and only shows that a declared permission is used."""


class UseFinder:
    """Finds the uses of a module."""

    def __init__(self, program: Program, contract: Contract) -> None:
        self._program = program
        self._store = program.store
        self._parameters: Mapping[str, Parameter] = {one.name: one for one in contract.parameters}

    def find(self) -> Iterator[Use]:
        """Every use, in order of the source."""
        called: set[str] = set()
        for call in self._program.calls:
            called.add(call.name)
            for effect in effects_of(call.name):
                yield from self._effect(call, effect)
            if call.name.rpartition(".")[2] in {"execute", "executescript", "executemany"}:
                yield from self._attached(call)
        yield from self._environment()
        yield from self._mentions(called)

    def _attached(self, call: CallSite) -> Iterator[Use]:
        """Further databases that a statement opens."""
        statement = call.arguments.get(0, "sql") or NOTHING
        for atom in sorted((one for one in statement if isinstance(one, Text)), key=str):
            found = _ATTACH.search(atom.text)
            if found and found[1] is not None:
                yield from self._files("write", call, frozenset({Text(found[1])}))
            elif found:
                yield from self._files("write", call, call.arguments.get(1))

    def _effect(self, call: CallSite, effect: Effect) -> Iterator[Use]:
        match effect.kind:
            case "read" | "write":
                yield from self._files(effect.kind, call, self._argument(call, effect))
            case "open":
                kind = self._mode(call, effect)
                yield from self._files(kind, call, self._argument(call, effect))
            case "stat":
                yield from self._status(call, self._argument(call, effect))
            case "system":
                yield self._use("system", "", "parameter", call)
            case "env":
                yield from self._variable(call, effect)
            case "run":
                yield from self._program_of(call, effect)
            case "url":
                yield from self._urls(call, self._argument(call, effect))
            case "host":
                yield from self._hosts(call, effect)
            case "address":
                yield from self._addresses(call, self._argument(call, effect))

    def _status(self, call: CallSite, given: Value | None) -> Iterator[Use]:
        """Machine status about a path; a grant to read the path will do as well."""
        paths = [
            use
            for use in self._files("read", call, given)
            if use.origin == "parameter" and use.kind == "read"
        ]
        names = tuple(name for use in paths for name in (use.subject, *use.alternatives))
        yield self._use("system", "", "parameter", call, names)
        yield from (_optional(use) for use in paths)

    def _argument(self, call: CallSite, effect: Effect) -> Value | None:
        if effect.place == SUBJECT:
            return call.subject
        if effect.place == -3:
            return call.arguments.positional[-1] if call.arguments.positional else None
        return call.arguments.get(effect.place, effect.name)

    def _use(
        self,
        kind: Kind,
        subject: str,
        origin: Origin,
        call: CallSite,
        alternatives: tuple[str, ...] = (),
    ) -> Use:
        return Use(
            kind=kind,
            subject=subject,
            origin=origin,
            line=call.line,
            via=call.name,
            alternatives=alternatives,
        )

    # Files

    def _mode(self, call: CallSite, effect: Effect) -> Kind:
        place, name, default = effect.extra.split("/")
        given = call.arguments.get(int(place), name)
        if given is None:
            return "write" if default == "w" and not self._reads_only(call) else "read"
        modes = [atom.text for atom in given if isinstance(atom, Text)]
        if call.name == "os.open":
            return "read" if self._reads_only(call) else "write"
        if modes and all(set(mode.partition(":")[0]) <= set("rbtU|") for mode in modes):
            return "read"
        return "write"

    def _reads_only(self, call: CallSite) -> bool:
        """Whether ``os.open`` is given nothing but flags for reading."""
        node = call.node
        if call.name != "os.open" or not isinstance(node, ast.Call):
            return False
        flags = {
            name
            for one in [*node.args[1:], *[key.value for key in node.keywords]]
            for part in ast.walk(one)
            for name in self._program.names(part)
        }
        return bool(flags) and flags <= {"os", "os.O_RDONLY", "os.O_CLOEXEC", "os.O_NOFOLLOW"}

    def _files(self, kind: Kind, call: CallSite, given: Value | None) -> Iterator[Use]:
        if given is None:
            if call.name in {"os.listdir", "os.scandir"}:
                yield self._use(kind, ".", "fixed", call)
            elif call.indirect or call.name == "builtins.open":
                yield self._use(kind, "", "untraced", call)
            return
        value = self._store.flat(given)
        if makers(value) & HANDLES or any(isinstance(atom, Number) for atom in value):
            return
        heads = [atom for atom in value if isinstance(atom, Text | From | Scratch)]
        if not heads and not _is_nothing(call):
            yield self._use(kind, "", "untraced", call)
        if any(isinstance(atom, From) for atom in heads):
            heads = [atom for atom in heads if not _is_relative(atom)]
        read_only = kind == "write" and _names_read_only(call)
        for atom in heads:
            yield from self._path(kind if not read_only else "read", call, atom)

    def _path(self, kind: Kind, call: CallSite, head: Text | From | Scratch) -> Iterator[Use]:
        match head:
            case Text(text, _):
                private = _PRIVATE.search(text)
                if text.startswith(_MACHINE) and kind == "read" and not private:
                    yield self._use("system", "", "parameter", call)
                elif text not in _FREE and not text.startswith("file::memory:"):
                    yield self._use(kind, text, "fixed", call)
            case From(parameters):
                yield from self._parameter_path(kind, call, parameters)
            case Scratch():
                return

    def _parameter_path(
        self, kind: Kind, call: CallSite, parameters: frozenset[str]
    ) -> Iterator[Use]:
        able = self._able(parameters)
        if not able:
            yield self._use(kind, "", "untraced", call)
            return
        use = self._use(kind, able[0], "parameter", call, tuple(able[1:]))
        if kind == "read" and any(self._default(name).startswith(_MACHINE) for name in able):
            yield self._use("system", "", "parameter", call, tuple(able))
            use = _optional(use)
        yield use

    def _able(self, parameters: frozenset[str]) -> list[str]:
        """The parameters that can name a file or an address, likeliest first."""
        order = {name: index for index, name in enumerate(self._parameters)}
        able = [
            name
            for name in sorted(parameters, key=lambda name: order.get(name, 99))
            if name not in self._parameters or _holds_text(self._parameters[name].shape)
        ]
        likely = [name for name in able if any(word in name.lower() for word in _PATH_WORDS)]
        return [*likely, *(name for name in able if name not in likely)]

    def _default(self, name: str) -> str:
        parameter = self._parameters.get(name)
        default = parameter.default if parameter else None
        return default if isinstance(default, str) else ""

    # Addresses

    def _urls(self, call: CallSite, given: Value | None) -> Iterator[Use]:
        value = self._store.flat(given or NOTHING)
        yield from self._net(call, value, _host_of_url)

    def _hosts(self, call: CallSite, effect: Effect) -> Iterator[Use]:
        place, name, default = effect.extra.split("/")
        given = self._argument(call, effect)
        port = call.arguments.get(int(place), name) or NOTHING
        if given is None:
            return
        yield from self._net(
            call, self._store.flat(given), lambda text: _with_port(text, port, default)
        )

    def _addresses(self, call: CallSite, given: Value | None) -> Iterator[Use]:
        found = False
        for atom in given or NOTHING:
            if isinstance(atom, Items):
                found = True
                host, port = self._store.at(atom.site, 0), self._store.at(atom.site, 1)
                flat = self._store.flat(host)
                yield from self._net(call, flat, lambda text, port=port: _with_port(text, port, ""))
        if not found:
            yield from self._net(call, self._store.flat(given or NOTHING), lambda _: "")

    def _net(self, call: CallSite, value: Value, read: "_Reader") -> Iterator[Use]:
        found = False
        for atom in value:
            match atom:
                case Text(text="") if len(value) > 1:
                    continue
                case Text():
                    subject = read(atom)
                    found = True
                    yield self._use("net", subject, "fixed" if subject else "untraced", call)
                case From(parameters):
                    found = True
                    yield self._net_parameter(call, parameters, read)
                case _:
                    continue
        if not found:
            yield self._use("net", "", "untraced", call)

    def _net_parameter(self, call: CallSite, parameters: frozenset[str], read: "_Reader") -> Use:
        able = self._able(parameters) or sorted(parameters)
        defaults = [self._default(name) for name in able]
        known = [_host_of_url(Text(text)) or read(Text(text)) for text in defaults if text]
        others = [f"{{{name}}}" for name in able[1:]] + [one for one in known if one]
        return self._use("net", f"{{{able[0]}}}", "parameter", call, tuple(others))

    # Programs and variables

    def _program_of(self, call: CallSite, effect: Effect) -> Iterator[Use]:
        if effect.place == FIXED:
            yield self._use("run", effect.name, "fixed", call)
            return
        if call.name in SHELLS or has_shell(call):
            yield self._use("run", "sh", "fixed", call)
            return
        replaced = call.arguments.keywords.get("executable")
        value = self._first(replaced or self._argument(call, effect) or NOTHING)
        found = False
        for atom in value:
            match atom:
                case Text(text, whole) if text.split():
                    found = True
                    program = text.split()[0] if whole or " " in text else text
                    bare = program.rpartition("/")[2]
                    yield self._use("run", program, "fixed", call, (bare,))
                case From(parameters):
                    found = True
                    able = self._able(parameters) or sorted(parameters)
                    others = [f"{{{name}}}" for name in able[1:]]
                    others += [self._default(name) for name in able if self._default(name)]
                    yield self._use("run", f"{{{able[0]}}}", "parameter", call, tuple(others))
                case Named("sys.executable"):
                    found = True
                    yield self._use("run", "python", "fixed", call, ("python3", "python3.11"))
                case _:
                    continue
        if not found:
            yield self._use("run", "", "untraced", call)
        yield from self._handed_on(call)

    def _handed_on(self, call: CallSite) -> Iterator[Use]:
        """Files whose names a started program is given: it may read and write them."""
        given = self._store.flat(NOTHING.union(*call.arguments.all))
        for atom in sorted((one for one in given if isinstance(one, From)), key=_by_parameters):
            for name in self._able(atom.parameters):
                yield _optional(self._use("read", name, "parameter", call))
                yield _optional(self._use("write", name, "parameter", call))

    def _first(self, value: Value) -> Value:
        """The program among the arguments of a process: the first item, or the text itself."""
        items = [atom for atom in value if isinstance(atom, Items)]
        if not items:
            return self._store.flat(value)
        firsts = [self._store.at(atom.site, 0) for atom in items]
        return self._store.flat(NOTHING.union(*firsts))

    def _variable(self, call: CallSite, effect: Effect) -> Iterator[Use]:
        if effect.place == FIXED:
            yield self._use("env", effect.name, "fixed", call)
            return
        given = self._store.flat(self._argument(call, effect) or NOTHING)
        named = [atom.text for atom in given if isinstance(atom, Text) and atom.whole]
        for name in named:
            yield self._use("env", name, "fixed", call)
        if not named or any(isinstance(atom, From) for atom in given):
            yield self._use("env", "*", "untraced", call)

    def _environment(self) -> Iterator[Use]:
        """The environment as a whole: copied, looped over, handed on."""
        for mention in self._program.references:
            if mention.name not in {"os.environ", "os.environb"}:
                continue
            if isinstance(mention.node, ast.Import | ast.ImportFrom):
                continue
            parent = self._program.parents.get(id(mention.node))
            names = self._asked(parent, mention.node)
            for name in names:
                yield Use(
                    kind="env",
                    subject=name,
                    origin="untraced" if name == "*" else "fixed",
                    line=mention.line,
                    via=mention.name,
                )

    def _asked(self, parent: ast.AST | None, node: ast.AST) -> list[str]:
        match parent:
            case ast.Attribute(attr="get" | "pop" | "setdefault" | "__getitem__"):
                return []
            case ast.Subscript(value=value) if value is node:
                return []
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                return []
            case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In() | ast.NotIn()]):
                return [name]
            case _:
                return ["*"]

    def _mentions(self, called: set[str]) -> Iterator[Use]:
        """What is mentioned but never seen to be called: it may be called out of sight."""
        for mention in self._program.references:
            if mention.name in called or isinstance(mention.node, ast.Import | ast.ImportFrom):
                continue
            parent = self._program.parents.get(id(mention.node))
            if isinstance(parent, ast.Attribute) or _is_hint(self._program, mention.node):
                continue
            for effect in effects_of(mention.name):
                kind = _KINDS[effect.kind]
                yield Use(
                    kind=kind, subject="", origin="untraced", line=mention.line, via=mention.name
                )


_KINDS: Mapping[str, Kind] = {
    "read": "read",
    "write": "write",
    "open": "read",
    "stat": "system",
    "url": "net",
    "host": "net",
    "address": "net",
    "run": "run",
    "env": "env",
    "system": "system",
}
_PATH_WORDS = (
    "path",
    "file",
    "folder",
    "dir",
    "source",
    "target",
    "input",
    "output",
    "src",
    "dst",
    "dest",
    "root",
    "archive",
    "database",
    "store",
    "url",
    "host",
    "address",
    "program",
)


class _Reader(Protocol):
    """Reads ``host:port`` off a constant."""

    def __call__(self, text: Text) -> str:
        """Host and port, or nothing where they are not in the constant part."""
        ...


def has_shell(call: CallSite) -> bool:
    """Whether a process call asks for a shell."""
    written = [
        keyword.value
        for keyword in (call.node.keywords if isinstance(call.node, ast.Call) else ())
        if keyword.arg == "shell"
    ]
    if not written:  # by way of a partial call or of a dictionary
        return "shell" in call.arguments.keywords
    return any(not isinstance(one, ast.Constant) or bool(one.value) for one in written)


def _by_parameters(atom: From) -> list[str]:
    return sorted(atom.parameters)


def _optional(use: Use) -> Use:
    return Use(
        kind=use.kind,
        subject=use.subject,
        origin=use.origin,
        line=use.line,
        via=use.via,
        alternatives=use.alternatives,
        optional=True,
    )


def _is_nothing(call: CallSite) -> bool:
    """Whether the argument is a constant None, False or a number: no path at all."""
    node = call.node
    if not isinstance(node, ast.Call):
        return False
    given = [*node.args, *[keyword.value for keyword in node.keywords if keyword.arg]]
    return bool(given) and all(
        isinstance(one, ast.Constant) and not isinstance(one.value, str | bytes) for one in given
    )


def _is_relative(atom: Text | From | Scratch) -> bool:
    """Whether this is a constant fall-back inside the job's own folder: ``folder or "."``."""
    return isinstance(atom, Text) and not atom.text.startswith(("/", "~", "<", ".."))


def _names_read_only(call: CallSite) -> bool:
    """Whether a database is opened by an URI that says it is only read."""
    return isinstance(call.node, ast.Call) and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and "mode=ro" in part.value
        for part in ast.walk(call.node)
    )


def _is_hint(program: Program, node: ast.AST) -> bool:
    """Whether a name stands in a type hint, an except clause or an isinstance."""
    child = node
    parent = program.parents.get(id(node))
    while parent is not None:
        match parent:
            case ast.arg() | ast.ExceptHandler():
                return True
            case ast.AnnAssign(annotation=annotation) if annotation is child:
                return True
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
                return returns is child
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
                return True
            case ast.stmt():
                return False
        child, parent = parent, program.parents.get(id(parent))
    return False


def _holds_text(shape: Shape) -> bool:
    match shape:
        case Scalar(kind=kind):
            return kind == "string"
        case ListOf(item=item):
            return _holds_text(item)
        case MapOf() | Anything():
            return True
        case TupleOf(items=items):
            return any(_holds_text(one) for one in items)
        case Either(options=options):
            return any(_holds_text(one) for one in options)
        case Record(fields=fields):
            return any(_holds_text(one.shape) for one in fields)
        case Choice():
            return False


def _host_of_url(text: Text) -> str:
    if "://" not in text.text:
        return ""
    rest = text.text.partition("://")[2]
    if not text.whole and not any(mark in rest for mark in "/?#"):
        return ""
    try:
        parts = urlsplit(text.text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname else ""


def _with_port(text: Text, port: Value, default: str) -> str:
    if not text.whole or not text.text:
        return ""
    host, _, inline = text.text.partition(":")
    ports = [str(atom.value) for atom in port if isinstance(atom, Number)]
    if inline.isdigit():
        return f"{host}:{inline}"
    if ports:
        return f"{host}:{ports[0]}"
    return f"{host}:{default}" if not port and default else f"{host}:*"
