"""Programs as trees, and their interpreter: nothing of a program is ever run as Python here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias, assert_never

from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.patterns import Pattern

Environment: TypeAlias = Mapping[str, Value]
Form: TypeAlias = OneOf["map", "filter", "sort", "sort_down", "max", "min"]
MappingForm: TypeAlias = OneOf["index", "group"]
FAILURES = (
    ValueError,
    IndexError,
    KeyError,
    ZeroDivisionError,
    OverflowError,
)
"""What an operation may raise on values of the right kinds."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Operation:
    """One thing that programs can do with values."""

    pattern: Pattern
    takes: tuple[str, ...]
    """Per place: ``""`` for a program alone, the name of a stock of literals, or ``?`` and that
    name where both will do."""
    apply: Callable[..., Value]
    code: str
    """Python, with ``{0}`` for the first argument; ``{0:1}`` puts brackets around what binds more
    loosely than level 1."""
    cost: int = 1
    level: int = 0
    """How loosely the code binds: 0 is an atom, 1 a power, 2 a product, 3 a sum, 4 a comparison,
    5 a ``not``, 6 anything else."""
    imports: tuple[str, ...] = ()
    helper: str = ""
    """Name of the private function that the code calls."""
    raises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A parameter of the tool, or what a loop binds."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A literal value."""

    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """An operation on arguments."""

    operation: Operation
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One key of a record."""

    record: "Node"
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Each:
    """A loop over a list; two variables where its items are pairs."""

    form: Form
    source: "Node"
    variables: tuple[str, ...]
    body: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """A mapping made in a loop over a list."""

    form: MappingForm
    source: "Node"
    variables: tuple[str, ...]
    key: "Node"
    body: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Texts one after the other."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """A new record."""

    parts: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One of two values."""

    test: "Node"
    then: "Node"
    otherwise: "Node"


Node: TypeAlias = Variable | Constant | Apply | Field | Each | Entries | Joined | Fields | Either


def evaluate(node: Node, environment: Environment) -> Value:
    """The value of ``node``; raises one of ``FAILURES`` where it has none."""
    match node:
        case Variable(name=name):
            return environment[name]
        case Constant(value=value):
            return value
        case Apply(operation=operation, arguments=arguments):
            return operation.apply(*(evaluate(one, environment) for one in arguments))
        case Field(record=record, key=key):
            return evaluate(record, environment)[key]
        case Each(form=form, source=source, variables=variables, body=body):
            items = evaluate(source, environment)
            return looped(form, items, _bodies(items, variables, body, environment))
        case Entries(form=form, source=source, variables=variables, key=key, body=body):
            items = evaluate(source, environment)
            keys = _bodies(items, variables, key, environment)
            return entered(form, keys, _bodies(items, variables, body, environment))
        case Joined(parts=parts):
            return "".join(evaluate(one, environment) for one in parts)
        case Fields(parts=fields):
            return {key: evaluate(part, environment) for key, part in fields}
        case Either(test=test, then=then, otherwise=otherwise):
            return evaluate(then if evaluate(test, environment) else otherwise, environment)
        case _:
            assert_never(node)


def bound(variables: Sequence[str], item: Value) -> dict[str, Value]:
    """What a loop's variables are for one item."""
    return dict(zip(variables, item if len(variables) > 1 else (item,), strict=True))


def _bodies(
    items: Sequence[Value], variables: Sequence[str], body: Node, outer: Environment
) -> list[Value]:
    return [evaluate(body, {**outer, **bound(variables, item)}) for item in items]


def looped(form: Form, items: Sequence[Value], bodies: Sequence[Value]) -> Value:
    """What a loop makes of its items and the value of its body for each."""
    match form:
        case "map":
            return list(bodies)
        case "filter":
            return [item for item, keep in zip(items, bodies, strict=True) if keep]
        case "sort" | "sort_down":
            places = sorted(range(len(items)), key=bodies.__getitem__, reverse=form == "sort_down")
            return [items[place] for place in places]
        case "max":
            return items[max(range(len(items)), key=bodies.__getitem__)]
        case "min":
            return items[min(range(len(items)), key=bodies.__getitem__)]
        case _:
            assert_never(form)


def entered(form: MappingForm, keys: Sequence[Value], bodies: Sequence[Value]) -> Value:
    """The mapping of ``keys`` to ``bodies``; of several for one key, the last or all."""
    if form == "index":
        return dict(zip(keys, bodies, strict=True))
    groups: dict[Value, list[Value]] = {}
    for key, body in zip(keys, bodies, strict=True):
        groups.setdefault(key, []).append(body)
    return groups


def children(node: Node) -> tuple[Node, ...]:
    """The programs directly inside ``node``."""
    match node:
        case Variable() | Constant():
            return ()
        case Apply(arguments=parts) | Joined(parts=parts):
            return parts
        case Field(record=record):
            return (record,)
        case Each(source=source, body=body):
            return (source, body)
        case Entries(source=source, key=key, body=body):
            return (source, key, body)
        case Fields(parts=fields):
            return tuple(part for _, part in fields)
        case Either(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case _:
            assert_never(node)


def walk(node: Node) -> list[Node]:
    """``node`` and everything inside it."""
    return [node, *(part for child in children(node) for part in walk(child))]
