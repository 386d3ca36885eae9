"""What a new contract changes for whoever calls the old one, and the version that follows."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chotu_bot.domain.contract import Contract, Parameter, Permissions
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


class Change(StrEnum):
    """How much of a contract changed, by the words of Semantic Versioning."""

    PATCH = "patch"
    """The contract is the same."""
    MINOR = "minor"
    """Every call that was right still is, and gives a result that fits the old type."""
    MAJOR = "major"
    """Some call that was right is not any more, gives something else, or may do more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a new contract changes."""

    breaking: tuple[str, ...] = ()
    """Each change that a caller, or whoever granted the permissions, must know of."""
    compatible: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """The greatest of its changes."""
        if self.breaking:
            return Change.MAJOR
        return Change.MINOR if self.compatible else Change.PATCH


def difference(old: Contract, new: Contract) -> Difference:
    """What ``new`` changes for callers of ``old``."""
    return _weighed([*_calls(old, new), *_grants(old.permissions, new.permissions)])


def difference_of_calls(old: Contract, new: Contract) -> Difference:
    """As ``difference``, of parameters and result alone."""
    return _weighed(list(_calls(old, new)))


def _weighed(found: Sequence[tuple[Change, str]]) -> Difference:
    return Difference(
        breaking=tuple(text for change, text in found if change is Change.MAJOR),
        compatible=tuple(text for change, text in found if change is Change.MINOR),
    )


def next_version(version: str, change: Change, used: Collection[str] = ()) -> str:
    """The first version after ``version`` (``1.2.3``) that was never ``used``.

    A version that was rolled back keeps its number to itself.
    """
    parts = [int(part) for part in version.split(".")]
    at = list(Change)[::-1].index(change)
    while True:
        parts = [*parts[:at], parts[at] + 1, *([0] * (2 - at))]
        found = ".".join(map(str, parts))
        if found not in used:
            return found


def includes(wide: Shape, narrow: Shape) -> bool:
    """Whether every value of ``narrow`` is a value of ``wide``."""
    if wide == narrow or isinstance(wide, Anything):
        return True
    match wide, narrow:
        case _, Either(options=options):
            return all(includes(wide, one) for one in options)
        case _, Choice(values=values) if len(values) > 1:
            return all(includes(wide, Choice((one,))) for one in values)
        case Either(options=options), _:
            return any(includes(one, narrow) for one in options)
        case Choice() | Scalar(), _:
            return _includes_scalar(wide, narrow)
        case _:
            return _includes_structure(wide, narrow)


def _includes_scalar(wide: Choice | Scalar, narrow: Shape) -> bool:
    match wide, narrow:
        case Choice(values=values), Choice(values=(value,)):
            return any(one == value and type(one) is type(value) for one in values)
        case Scalar(), Choice(values=(value,)):
            return includes(wide, _scalar_of(value))
        case _:
            return (wide, narrow) == (Scalar("number"), Scalar("integer"))


def _includes_structure(wide: Shape, narrow: Shape) -> bool:
    match wide, narrow:
        case ListOf(item=one), ListOf(item=other):
            return includes(one, other)
        case ListOf(item=item), TupleOf(items=items):
            return all(includes(item, one) for one in items)
        case TupleOf(items=some), TupleOf(items=others):
            return len(some) == len(others) and all(map(includes, some, others))
        case MapOf(value=one), MapOf(value=other):
            return includes(one, other)
        case MapOf(value=value), Record(fields=fields):
            return all(includes(value, one.shape) for one in fields)
        case Record(), Record():
            return _includes_record(wide, narrow)
        case _:
            return False


def _includes_record(wide: Record, narrow: Record) -> bool:
    known = {one.name: one for one in wide.fields}
    given = {one.name: one for one in narrow.fields}
    needed = {one.name for one in wide.fields if one.required}
    return (
        given.keys() <= known.keys()
        and needed <= {one.name for one in narrow.fields if one.required}
        and all(includes(known[name].shape, one.shape) for name, one in given.items())
    )


def _scalar_of(value: str | int | None) -> Scalar:
    match value:
        case None:
            return Scalar("null")
        case bool():
            return Scalar("boolean")
        case int():
            return Scalar("integer")
        case str():
            return Scalar("string")


def _calls(old: Contract, new: Contract) -> Iterator[tuple[Change, str]]:
    yield from _parameters(old, new)
    yield from _order(old, new)
    yield from _result(old, new)


def _parameters(old: Contract, new: Contract) -> Iterator[tuple[Change, str]]:
    before = {one.name: one for one in old.parameters}
    after = {one.name: one for one in new.parameters}
    for name in before.keys() - after.keys():
        yield Change.MAJOR, f"parameter {name} is gone"
    for name, parameter in after.items():
        if name not in before:
            change = Change.MAJOR if parameter.required else Change.MINOR
            kind = "must be given now" if parameter.required else "is new and optional"
            yield change, f"parameter {name} {kind}"
        else:
            yield from _parameter(before[name], parameter)


def _parameter(old: Parameter, new: Parameter) -> Iterator[tuple[Change, str]]:
    if old.shape != new.shape:
        wider = includes(new.shape, old.shape)
        change = Change.MINOR if wider else Change.MAJOR
        yield change, f"parameter {old.name} was {old.annotation} and is {new.annotation}"
    if new.required and not old.required:
        yield Change.MAJOR, f"parameter {old.name} must be given now"
    elif old.required and not new.required:
        yield Change.MINOR, f"parameter {old.name} is optional now"
    elif not old.required and old.default != new.default:
        yield Change.MAJOR, f"parameter {old.name} was {old.default!r} and is {new.default!r}"


def _order(old: Contract, new: Contract) -> Iterator[tuple[Change, str]]:
    before, after = ([one.name for one in contract.parameters] for contract in (old, new))
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield Change.MAJOR, "the order of parameters changed"


def _result(old: Contract, new: Contract) -> Iterator[tuple[Change, str]]:
    if old.result != new.result:
        change = Change.MINOR if includes(old.result, new.result) else Change.MAJOR
        yield change, f"the result was {old.result_annotation} and is {new.result_annotation}"


def _grants(old: Permissions, new: Permissions) -> Iterator[tuple[Change, str]]:
    for kind in ("read", "write", "net", "run", "env"):
        before, after = set(getattr(old, kind)), set(getattr(new, kind))
        if after - before:
            yield Change.MAJOR, f"it may {kind} {', '.join(sorted(after - before))} now"
        elif before - after:
            yield Change.MINOR, f"it may not {kind} {', '.join(sorted(before - after))} any more"
    if new.system and not old.system:
        yield Change.MAJOR, "it may read the machine's status now"
    elif old.system and not new.system:
        yield Change.MINOR, "it may not read the machine's status any more"
