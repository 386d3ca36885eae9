"""What well-known functions return: the few that carry paths, names and functions along."""

import ast
from collections.abc import Callable
from typing import Protocol

from chotu_bot.gate.policy import attributes
from chotu_bot.gate.policy.atoms import (
    NOTHING,
    Atom,
    Deferred,
    From,
    Instance,
    Made,
    Named,
    Namespace,
    Number,
    OwnClass,
    Scratch,
    Site,
    Text,
    Value,
    heads,
    only_texts,
    texts,
    union,
)
from chotu_bot.gate.policy.calls import Arguments
from chotu_bot.gate.policy.machine import Machine
from chotu_bot.gate.policy.naming import canonical

_THROUGH = frozenset(
    [
        "builtins.iter",
        "builtins.reversed",
        "builtins.staticmethod",
        "builtins.classmethod",
        "builtins.property",
        "copy.copy",
        "copy.deepcopy",
        "contextlib.closing",
        "contextlib.nullcontext",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
        "os.path.expanduser",
        "os.path.dirname",
        "os.path.expandvars",
        "os.fspath",
        "os.fsdecode",
        "os.fsencode",
        "os.path.normcase",
        "builtins.str",
        "shutil.which",
        "typing.cast",
        "builtins.bytes",
        "builtins.bytearray",
        "builtins.memoryview",
        "functools.cache",
        "functools.lru_cache",
        "functools.cached_property",
        "itertools.cycle",
        "itertools.chain",
        "itertools.islice",
        "asyncio.run",
        "asyncio.gather",
        "asyncio.wait_for",
        "asyncio.create_task",
        "inspect.cleandoc",
        "contextlib.contextmanager",
        "contextlib.asynccontextmanager",
        "urllib.request.Request",
        "urllib.parse.urljoin",
        "functools.wraps",
        "functools.singledispatch",
        "dataclasses.dataclass",
        "typing.final",
        "abc.abstractmethod",
        "os.path.split",
        "os.path.splitext",
        "enum.unique",
        "functools.total_ordering",
        "typing.overload",
        "os.path.join",
        "pathlib.Path",
        "builtins.next",
    ]
)
_SEQUENCES = frozenset(
    [
        "builtins.list",
        "builtins.tuple",
        "builtins.set",
        "builtins.frozenset",
        "builtins.sorted",
        "collections.deque",
        "queue.Queue",
        "queue.SimpleQueue",
        "builtins.reversed",
    ]
)
_MAPPINGS = frozenset(
    [
        "builtins.dict",
        "collections.OrderedDict",
        "collections.defaultdict",
        "collections.Counter",
        "collections.ChainMap",
        "types.MappingProxyType",
    ]
)
_SCRATCH = frozenset(
    [
        "tempfile.mkdtemp",
        "tempfile.mkstemp",
        "tempfile.TemporaryDirectory",
        "tempfile.gettempdir",
        "tempfile.NamedTemporaryFile",
        "tempfile.TemporaryFile",
        "tempfile.SpooledTemporaryFile",
        "tempfile.mktemp",
        "tempfile.gettempdirb",
    ]
)
_PATH_PARTS = frozenset(
    [
        "pathlib.Path().joinpath",
        "pathlib.Path().with_name",
        "pathlib.Path().with_suffix",
        "pathlib.Path().with_stem",
        "pathlib.Path().relative_to",
    ]
)

_HOME: Value = frozenset({Made("pathlib.Path"), Text("~", whole=False)})
_HERE: Value = frozenset({Made("pathlib.Path"), Text(".", whole=False)})


class Calls(Protocol):
    """What models need of the calls."""

    def call(self, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
        """What calling ``callee`` returns."""
        ...


class Models:
    """Results of well-known functions."""

    def __init__(self, machine: Machine, calls: Calls) -> None:
        self._machine = machine
        self._store = machine.store
        self._calls = calls
        self._special: dict[str, Callable[[Arguments, ast.AST], Value]] = {
            "builtins.getattr": self._getattr,
            "builtins.vars": self._vars,
            "builtins.globals": self._globals,
            "builtins.locals": self._locals,
            "builtins.__import__": self._import,
            "importlib.import_module": self._import,
            "builtins.map": self._map,
            "builtins.filter": self._filter,
            "builtins.zip": self._zip,
            "itertools.zip_longest": self._zip,
            "itertools.product": self._zip,
            "builtins.enumerate": self._enumerate,
            "builtins.type": self._type,
            "builtins.chr": self._chr,
            "functools.partial": self._partial,
            "functools.reduce": self._reduce,
            "operator.attrgetter": self._attrgetter,
            "operator.methodcaller": self._methodcaller,
            "operator.itemgetter": self._itemgetter,
            "os.path.join": self._join,
            "pathlib.Path": self._path,
            "os.walk": self._walk,
            "shlex.split": self._words,
            "pathlib.Path.home": lambda *_: _HOME,
            "pathlib.Path.cwd": lambda *_: _HERE,
            "os.getcwd": lambda *_: heads(_HERE),
        }

    def result(self, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
        """What calling ``name`` returns, or None where only the general rule is known."""
        special = self._special.get(name)
        if special is not None:
            return special(arguments, node)
        if name.endswith((".__getattribute__", ".__getattr__")):
            return self._getattribute(name, arguments, node)
        if name in _SEQUENCES:
            rest = union(self._store.iterate(one) for one in arguments.all)
            return self._sequence(arguments, node, rest)
        if name in _MAPPINGS:
            return self._mapping(arguments, node)
        if name in _THROUGH:
            return self._through(name, arguments)
        if name in _SCRATCH:
            return self._scratch(name, arguments)
        return None

    def method(self, name: str, subject: Value, arguments: Arguments) -> Value | None:
        """What a method of something made returns, or None where nothing special is known."""
        if name == "pathlib.Path().joinpath":
            value: Value = subject | {Made("pathlib.Path")}
            for one in arguments.positional:
                value = attributes.path_join(value, one)
            return value
        if name in _PATH_PARTS:
            return subject | {Made("pathlib.Path")}
        if name.startswith("pathlib.Path().open"):
            return subject | {Made("builtins.open")}
        if name.endswith(("().enter_context", "().enter_async_context")):
            return union(arguments.all)
        return None

    def deferred(self, kind: str, site: Site, arguments: Arguments, node: ast.AST) -> Value:
        """A waiting call gets the rest of its arguments."""
        stored = self._stored(site)
        function = self._store.read(("function", site))
        match kind:
            case "partial":
                return self._calls.call(function, arguments.after(stored), node)
            case "attribute":
                owner = arguments.get(0) or NOTHING
                return attributes.lookup(self._machine, self._calls, owner, function, node)
            case "item":
                owner = arguments.get(0) or NOTHING
                return attributes.item(self._machine, self._calls, owner, function, node)
            case _:
                owner = arguments.get(0) or NOTHING
                found = attributes.lookup(self._machine, self._calls, owner, function, node)
                return self._calls.call(found, stored, node)

    # Names

    def _getattr(self, arguments: Arguments, node: ast.AST) -> Value:
        owner, key = arguments.get(0) or NOTHING, arguments.get(1) or NOTHING
        found = attributes.lookup(self._machine, self._calls, owner, key, node)
        return found | (arguments.get(2) or NOTHING)

    def _getattribute(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """``os.__getattribute__("x")`` and ``object.__getattribute__(os, "x")``."""
        owner: Value = frozenset({Named(name.rpartition(".")[0])})
        key = arguments.get(0) or NOTHING
        if len(arguments.positional) > 1:
            owner, key = key, arguments.positional[1]
        return attributes.lookup(self._machine, self._calls, owner, key, node)

    def _vars(self, arguments: Arguments, _: ast.AST) -> Value:
        owner = arguments.get(0)
        if owner is None:
            return frozenset({Namespace("<this module>")})
        found: set[Atom] = set()
        for atom in owner:
            if isinstance(atom, Named):
                found.add(Namespace(atom.name))
            elif isinstance(atom, From):
                found.add(atom)
        return frozenset(found)

    def _globals(self, _: Arguments, __: ast.AST) -> Value:
        return frozenset({Namespace("<this module>")})

    def _locals(self, _: Arguments, __: ast.AST) -> Value:
        return frozenset({Namespace("<this module>")})

    def _import(self, arguments: Arguments, node: ast.AST) -> Value:
        key = arguments.get(0, "name") or NOTHING
        if not only_texts(key):
            self._machine.note_unresolved("<import>", node)
            return NOTHING
        for text in texts(key):
            self._machine.note_reference(canonical(text), node)
        return frozenset(Named(canonical(text)) for text in texts(key))

    def _type(self, arguments: Arguments, _: ast.AST) -> Value:
        if len(arguments.positional) != 1:
            return frozenset({Made("builtins.type")})
        found: set[Atom] = set()
        for atom in arguments.positional[0]:
            if isinstance(atom, Instance):
                found.add(OwnClass(atom.site))
            elif isinstance(atom, Made):
                found.add(Named(atom.name))
        return frozenset(found)

    def _chr(self, arguments: Arguments, _: ast.AST) -> Value:
        given = arguments.get(0) or NOTHING
        return frozenset(
            Text(chr(atom.value))
            for atom in given
            if isinstance(atom, Number) and 0 <= atom.value < 0x110000
        )

    # Functions

    def _hold(self, kind: str, function: Value, arguments: Arguments, node: ast.AST) -> Value:
        site = (kind, id(node))
        self._store.add(("function", site), function)
        self._store.make_items(("held", site), arguments.positional)
        self._store.add(("spread", site), arguments.spread)
        for key, value in arguments.keywords.items():
            self._store.set_key(("held by key", site), key, value)
        return frozenset({Deferred(kind, site)})

    def _stored(self, site: Site) -> Arguments:
        length = self._store.length(("held", site))
        by_key = ("held by key", site)
        return Arguments(
            positional=tuple(self._store.at(("held", site), place) for place in range(length)),
            keywords={
                key: self._store.under(by_key, key) for key in texts(self._store.keys(by_key))
            },
            spread=self._store.read(("spread", site)),
        )

    def _partial(self, arguments: Arguments, node: ast.AST) -> Value:
        function = arguments.get(0) or NOTHING
        return self._hold("partial", function, arguments.without_first(), node)

    def _attrgetter(self, arguments: Arguments, node: ast.AST) -> Value:
        return self._hold("attribute", union(arguments.all), Arguments(), node)

    def _methodcaller(self, arguments: Arguments, node: ast.AST) -> Value:
        name = arguments.get(0) or NOTHING
        return self._hold("method", name, arguments.without_first(), node)

    def _itemgetter(self, arguments: Arguments, node: ast.AST) -> Value:
        return self._hold("item", union(arguments.all), Arguments(), node)

    # Containers

    def _sequence(self, arguments: Arguments, node: ast.AST, rest: Value) -> Value:
        key = arguments.keywords.get("key", NOTHING)
        if key:
            self._calls.call(key, Arguments(positional=(rest,)), node)
        given = arguments.get(0) or NOTHING
        kept = frozenset(atom for atom in given if isinstance(atom, From | Made))
        return self._store.make_items((id(node), "sequence"), (), rest) | kept

    def _mapping(self, arguments: Arguments, node: ast.AST) -> Value:
        site = (id(node), "mapping")
        rest = union(self._store.flat(one) for one in arguments.positional)
        mapping = self._store.make_mapping(site, heads(rest), frozenset(rest))
        for key, value in arguments.keywords.items():
            self._store.set_key(site, key, value)
        kinds = frozenset(
            atom for one in arguments.positional for atom in one if isinstance(atom, Named)
        )
        if kinds:
            inner = self._store.make_items((id(node), "default"), ())
            self._store.add(("rest", site), inner)
        return mapping

    def _map(self, arguments: Arguments, node: ast.AST) -> Value:
        function = arguments.get(0) or NOTHING
        given = tuple(self._store.iterate(one) for one in arguments.positional[1:])
        spread = self._store.iterate(arguments.spread)
        result = self._calls.call(function, Arguments(positional=given, spread=spread), node)
        return self._store.make_items((id(node), "map"), (), result)

    def _filter(self, arguments: Arguments, node: ast.AST) -> Value:
        given = self._store.iterate(arguments.get(1) or NOTHING)
        self._calls.call(arguments.get(0) or NOTHING, Arguments(positional=(given,)), node)
        return self._store.make_items((id(node), "filter"), (), given)

    def _reduce(self, arguments: Arguments, node: ast.AST) -> Value:
        given = self._store.iterate(arguments.get(1) or NOTHING) | (arguments.get(2) or NOTHING)
        function = arguments.get(0) or NOTHING
        both = Arguments(positional=(given, given))
        return given | self._calls.call(function, both, node)

    def _zip(self, arguments: Arguments, node: ast.AST) -> Value:
        columns = tuple(self._store.iterate(one) for one in arguments.positional)
        rest = self._store.iterate(arguments.spread)
        row = self._store.make_items((id(node), "row"), columns, rest)
        return self._store.make_items((id(node), "rows"), (), row)

    def _enumerate(self, arguments: Arguments, node: ast.AST) -> Value:
        given = self._store.iterate(arguments.get(0) or NOTHING)
        row = self._store.make_items((id(node), "row"), (NOTHING, given))
        return self._store.make_items((id(node), "rows"), (), row)

    # Paths and text

    def _through(self, name: str, arguments: Arguments) -> Value:
        if not arguments.all:
            return frozenset({Made(name)})
        if name == "builtins.next":
            return union(self._store.iterate(one) for one in arguments.all)
        if name == "typing.cast":
            return arguments.get(1) or NOTHING
        if name in {"itertools.chain", "asyncio.gather"}:
            return self._store.iterate(union(arguments.all))
        return arguments.get(0) or NOTHING

    def _join(self, arguments: Arguments, _: ast.AST) -> Value:
        if not arguments.positional:
            return heads(arguments.spread)
        value = arguments.positional[0] | arguments.spread
        for one in arguments.positional[1:]:
            value = attributes.path_join(value, one)
        return heads(value)

    def _path(self, arguments: Arguments, _: ast.AST) -> Value:
        made: Value = frozenset({Made("pathlib.Path")})
        if not arguments.positional:
            return made | (heads(arguments.spread) or frozenset({Text(".", whole=False)}))
        value = arguments.positional[0] | arguments.spread
        for one in arguments.positional[1:]:
            value = attributes.path_join(value, one)
        return heads(value) | made

    def _walk(self, arguments: Arguments, node: ast.AST) -> Value:
        top = heads(self._store.flat(arguments.get(0, "top") or NOTHING))
        inside = frozenset(
            atom if not isinstance(atom, Text) else Text(atom.text, whole=False) for atom in top
        )
        names = self._store.make_items((id(node), "names"), (), NOTHING)
        row = self._store.make_items((id(node), "row"), (inside, names, names))
        return self._store.make_items((id(node), "rows"), (), row)

    def _words(self, arguments: Arguments, node: ast.AST) -> Value:
        given = heads(arguments.get(0) or NOTHING)
        first = frozenset(
            Text(atom.text.split()[0], whole=True)
            if isinstance(atom, Text) and len(atom.text.split()) > (0 if atom.whole else 1)
            else atom
            for atom in given
        )
        return self._store.make_items((id(node), "words"), (first,), NOTHING)

    def _scratch(self, name: str, arguments: Arguments) -> Value:
        made: Value = frozenset({Made(name)})
        folder = arguments.keywords.get("dir", NOTHING)
        elsewhere = heads(folder)
        return made | (elsewhere or frozenset({Scratch()}))
