"""One call as the interpreter saw it, with whatever is known about its arguments."""

import ast
from dataclasses import dataclass, field

from chotu_bot.gate.policy.atoms import NOTHING, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a call."""

    positional: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)
    spread: Value = NOTHING
    """Whatever ``*args`` and ``**kwargs`` may bring."""

    def get(self, place: int, name: str = "") -> Value | None:
        """The argument at ``place`` or called ``name``; None when it is not given."""
        if name and name in self.keywords:
            return self.keywords[name]
        if 0 <= place < len(self.positional):
            return self.positional[place]
        return self.spread or None

    @property
    def all(self) -> tuple[Value, ...]:
        """Every argument."""
        spread = (self.spread,) if self.spread else ()
        return (*self.positional, *self.keywords.values(), *spread)

    def after(self, first: "Arguments") -> "Arguments":
        """These arguments, coming after those of ``first`` (a partial call)."""
        return Arguments(
            positional=(*first.positional, *self.positional),
            keywords={**first.keywords, **self.keywords},
            spread=first.spread | self.spread,
        )

    def without_first(self) -> "Arguments":
        """These arguments without the first one."""
        return Arguments(positional=self.positional[1:], keywords=self.keywords, spread=self.spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSite:
    """A call of something imported, built in, or made by such."""

    name: str
    """Full name of what is called; ``pathlib.Path().read_text`` for a method."""
    arguments: Arguments
    node: ast.AST
    subject: Value = NOTHING
    """For a method: what is known about the object."""
    indirect: bool = False
    """Whether the callee was handed to another call, which calls it."""

    @property
    def line(self) -> int:
        """1-based line of the call."""
        return int(getattr(self.node, "lineno", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A mention of something imported or built in."""

    name: str
    node: ast.AST
    direct: bool = True
    """Whether it is named here, rather than held by a variable of another name."""

    @property
    def line(self) -> int:
        """1-based line of the mention."""
        return int(getattr(self.node, "lineno", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name that is put together only when the code runs."""

    owner: str
    """What it is looked up in."""
    node: ast.AST

    @property
    def line(self) -> int:
        """1-based line."""
        return int(getattr(self.node, "lineno", 0))
