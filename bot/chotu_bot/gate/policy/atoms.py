"""What an expression may stand for: the small values that the interpreter passes around."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

Site: TypeAlias = Hashable
"""The place in the source that made a container, a function or a class."""


@dataclass(frozen=True, slots=True)
class Text:
    """A constant string, or the constant beginning of one."""

    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A constant whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class From:
    """Data made from parameters of the tool; of text, the beginning comes from them."""

    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scratch:
    """A path in the job's own scratch folder."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something imported or built in, by its full name: ``os.system``."""

    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a call of a named thing returned: ``pathlib.Path`` stands for one of its objects."""

    name: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of something made; ``heads`` is what is known about the object."""

    name: str
    heads: "Value"


@dataclass(frozen=True, slots=True)
class Own:
    """A function or lambda of the module itself."""

    site: Site
    bound: bool = False


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class of the module itself."""

    site: Site


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the module itself."""

    site: Site


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple, set or generator."""

    site: Site


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dictionary."""

    site: Site


@dataclass(frozen=True, slots=True)
class Namespace:
    """The attribute dictionary of a module or class; ``""`` is ``sys.modules``."""

    owner: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """A call that waits for more arguments: partial, attrgetter, methodcaller."""

    kind: str
    site: Site


Atom: TypeAlias = (
    Text
    | Number
    | From
    | Scratch
    | Named
    | Made
    | Bound
    | Own
    | OwnClass
    | Instance
    | Items
    | Mapping
    | Namespace
    | Deferred
)
Head: TypeAlias = Text | From | Scratch
Value: TypeAlias = frozenset[Atom]

NOTHING: Value = frozenset()
_ENDINGS = 4
"""Constant endings that a text is followed through; with more, only its beginning is kept."""
_LONG = 400


def heads(value: Value) -> Value:
    """Where text or a path in ``value`` may begin."""
    return frozenset(atom for atom in value if isinstance(atom, Text | From | Scratch))


def texts(value: Value) -> tuple[str, ...]:
    """The whole constant strings that ``value`` may be, sorted."""
    return tuple(sorted(atom.text for atom in value if isinstance(atom, Text) and atom.whole))


def names(value: Value) -> tuple[str, ...]:
    """The full names of imported or built-in things that ``value`` may be, sorted."""
    return tuple(sorted(atom.name for atom in value if isinstance(atom, Named)))


def makers(value: Value) -> frozenset[str]:
    """The full names of what may have made ``value``."""
    return frozenset(atom.name for atom in value if isinstance(atom, Made))


def only_texts(value: Value) -> bool:
    """Whether ``value`` is nothing but whole constant strings."""
    return bool(value) and all(isinstance(atom, Text) and atom.whole for atom in value)


def parameters(value: Value) -> frozenset[str]:
    """The tool's parameters that ``value`` is made from."""
    return frozenset[str]().union(*(one.parameters for one in value if isinstance(one, From)))


def union(values: Iterable[Value]) -> Value:
    """Any of ``values``."""
    return NOTHING.union(*values)


def mixed(values: Iterable[Value]) -> Value:
    """Data made from all of ``values`` together, in a way nobody knows."""
    found = [heads(value) for value in values]
    given = parameters(union(found))
    mixture: set[Atom] = {From(given)} if given else set()
    if any(isinstance(atom, Scratch) for value in found for atom in value):
        mixture.add(Scratch())
    if mixture:
        return frozenset(mixture)
    spoken = [value for value in found if value]
    return frozenset(
        Text(atom.text, whole=False)
        for value in (spoken if len(spoken) == 1 else [])
        for atom in value
        if isinstance(atom, Text)
    )


def joined(left: Value, right: Value) -> Value:
    """The text ``left + right``; its beginning is that of ``left``."""
    found: set[Atom] = set()
    for atom in heads(left):
        if not isinstance(atom, Text) or not atom.whole:
            found.add(atom)
        elif atom.text in {"", "file:", "file://"} and heads(right):
            found |= heads(right)
        else:
            found |= _continued(atom, right)
    return frozenset(found)


def _continued(start: Text, right: Value) -> Value:
    ends = [one for one in right if isinstance(one, Text)]
    begun = frozenset({Text(start.text, whole=False)})
    if len(ends) > _ENDINGS or len(start.text) > _LONG:
        return begun
    known = frozenset(Text(start.text + one.text, one.whole) for one in ends)
    return known if known and len(ends) == len(right) else known | begun
