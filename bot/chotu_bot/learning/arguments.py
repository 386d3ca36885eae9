"""Reading a tool's arguments from a sentence; rather nothing than a guess."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chotu_bot.domain.contract import Contract, Parameter
from chotu_bot.domain.shapes import (
    Anything,
    Choice,
    Either,
    Json,
    ListOf,
    Scalar,
    Shape,
    problems,
)
from chotu_bot.learning.literals import Literal, LiteralKind, literals


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a sentence says about a call."""

    arguments: Mapping[str, Json]
    missing: tuple[str, ...]
    """Required parameters that the text gives no value for."""
    unused: tuple[str, ...]
    """Values in the text that belong to no parameter; calling without them would ignore them."""

    @property
    def complete(self) -> bool:
        """Whether the call can be made as it stands."""
        return not self.missing and not self.unused


def arguments_from_text(contract: Contract, text: str) -> Filled:
    """The arguments that ``text`` gives for a call of ``contract``.

    Only what is written out is taken: ``name=value``, quoted text, paths, numbers, addresses,
    dates, and the literal values of a choice. Where two parameters could take a value and
    nothing tells which, neither does.
    """
    filling = _Filling(contract, text)
    filling.named()
    filling.choices()
    filling.switches()
    filling.paths()
    filling.measured()
    filling.rest()
    return filling.outcome()


class _Filling:
    def __init__(self, contract: Contract, text: str) -> None:
        self._contract = contract
        self._text = text
        self._free = list(literals(text))
        self._filled: dict[str, Json] = {}

    def outcome(self) -> Filled:
        wanted = [one.name for one in self._contract.parameters if one.required]
        return Filled(
            arguments={
                one.name: self._filled[one.name]
                for one in self._contract.parameters
                if one.name in self._filled
            },
            missing=tuple(name for name in wanted if name not in self._filled),
            unused=tuple(one.text for one in self._free),
        )

    def named(self) -> None:
        """``name=value`` and ``name: value``."""
        for parameter in self._contract.parameters:
            spelled = re.escape(parameter.name).replace("_", "[_ -]?")
            label = re.compile(rf"(?i)(?<![\w-])-{{0,2}}{spelled}\s*[=:]\s*$")
            for literal in list(self._free):
                if label.search(self._text[: literal.start]):
                    self._give(parameter, literal)
            bare = re.search(rf"(?i)(?<![\w-])-{{0,2}}{spelled}=([^\s\"'`=,;]+)", self._text)
            if bare and parameter.name not in self._filled:
                self._give_bare(parameter, bare[1])

    def choices(self) -> None:
        """Values of a choice that stand in the text as words of their own."""
        for group in self._choice_groups():
            found = self._spoken(group[0])
            if len(found) == len(group):
                for parameter, value in zip(self._in_text_order(group), found, strict=True):
                    self._filled[parameter.name] = value

    def switches(self) -> None:
        """A truth value whose name is said, or denied."""
        for parameter in self._open():
            if _kind(parameter.shape) != "boolean":
                continue
            words = r"[_ -]".join(map(re.escape, parameter.name.split("_")))
            said = re.search(rf"(?i)\b((?:not|no|without|non)[ -])?{words}(?:ly)?\b", self._text)
            if said and not re.search(rf"(?i)\b{words}\b", self._contract.summary):
                self._filled[parameter.name] = not said[1]

    def paths(self) -> None:
        """Paths, to parameters that are granted: what stands behind ``into`` is written."""
        granted = {*self._contract.permissions.read, *self._contract.permissions.write}
        open_ = [one for one in self._open() if one.name in granted]
        found = [one for one in self._free if one.kind in {"path", "quoted"}]
        written = {*self._contract.permissions.write} - {*self._contract.permissions.read}
        for literal in list(found):
            targets = [one for one in open_ if one.name in written]
            if len(targets) == 1 and _is_target(self._text, literal):
                self._give(targets[0], literal)
                open_.remove(targets[0])
                found.remove(literal)
        read = [one for one in open_ if one.name not in written]
        if len(read) == 1 and isinstance(_plain(read[0].shape), ListOf) and found:
            self._give_all(read[0], found)
        read = [one for one in read if one.name not in self._filled]
        self._deal(read, [one for one in found if one.kind == "path" and one in self._free])
        self._deal(
            [one for one in read if one.name not in self._filled],
            [one for one in found if one.kind == "quoted" and one in self._free],
        )

    def measured(self) -> None:
        """Numbers that stand beside the name of their parameter (``length 20``, ``20 years``)."""
        for parameter in self._open():
            if _kind(parameter.shape) not in {"integer", "number"}:
                continue
            beside = [one for one in self._free if _is_beside(self._text, one, parameter.name)]
            if len(beside) == 1:
                self._give(parameter, beside[0])

    def rest(self) -> None:
        """What only one kind of parameter can take, in order; no more and no fewer than fit."""
        kinds: tuple[tuple[LiteralKind, ...], ...] = (
            ("json",),
            ("number",),
            ("url",),
            ("email",),
            ("date",),
            ("quoted",),
            ("tail",),
            ("path",),
        )
        for accepted in kinds:
            found = [one for one in self._free if one.kind in accepted]
            self._deal([one for one in self._open() if _accepts(one, accepted[0])], found)

    def _deal(self, open_: Sequence[Parameter], found: Sequence[Literal]) -> None:
        if not found or not open_:
            return
        required = [one for one in open_ if one.required]
        takers = required if len(required) == len(found) else open_
        lists = [one for one in takers if isinstance(_plain(one.shape), ListOf)]
        if len(lists) == 1 and len(takers) == 1:
            self._give_all(lists[0], found)
        elif not lists and len(takers) == len(found) and _is_ordered(takers, found):
            for parameter, literal in zip(takers, found, strict=True):
                self._give(parameter, literal)

    def _give(self, parameter: Parameter, literal: Literal) -> None:
        for value in literal.values(wants_text=_kind(parameter.shape) == "string"):
            if not any(problems(parameter.shape, value)):
                self._filled[parameter.name] = value
                self._free.remove(literal)
                return
        if isinstance(_plain(parameter.shape), ListOf):
            self._give_all(parameter, [literal])

    def _give_bare(self, parameter: Parameter, word: str) -> None:
        """A word without quotation marks behind ``name=``."""
        truth = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
        for value in (truth.get(word.lower()), word):
            if value is not None and not any(problems(parameter.shape, value)):
                self._filled[parameter.name] = value
                return

    def _give_all(self, parameter: Parameter, found: Sequence[Literal]) -> None:
        if len(found) == 1 and found[0].kind == "json":
            value: Json = next(found[0].values(wants_text=False))
        else:
            shape = _plain(parameter.shape)
            texts = isinstance(shape, ListOf) and _kind(shape.item) == "string"
            value = [next(one.values(wants_text=texts)) for one in found]
        if not any(problems(parameter.shape, value)):
            self._filled[parameter.name] = value
            for one in found:
                self._free.remove(one)

    def _open(self) -> list[Parameter]:
        return [one for one in self._contract.parameters if one.name not in self._filled]

    def _choice_groups(self) -> Iterator[list[Parameter]]:
        """Parameters that share their choices, together."""
        groups: dict[str, list[Parameter]] = {}
        for parameter in self._open():
            shape = _plain(parameter.shape)
            if isinstance(shape, Choice):
                groups.setdefault(repr(shape.values), []).append(parameter)
        yield from groups.values()

    def _spoken(self, parameter: Parameter) -> list[Json]:
        """The choices that the text names, in its order; an adjacent pair once."""
        shape = _plain(parameter.shape)
        values = shape.values if isinstance(shape, Choice) else ()
        found: dict[int, Json] = {}
        for value in values:
            if not isinstance(value, str) or not value:
                continue
            spelled = r"[_ -]".join(map(re.escape, re.split(r"[_ -]", value)))
            for match in re.finditer(rf"(?i)(?<![\w./-]){spelled}(?![\w/-]|\.\w)", self._text):
                found[match.start()] = value
        return [found[place] for place in sorted(found)]

    def _in_text_order(self, group: Sequence[Parameter]) -> list[Parameter]:
        """``from`` before ``to``, or the other way where the text says ``to … from``."""
        text = self._text.lower()
        turned = re.search(r"\bfrom\b", text)
        sources = [one for one in group if _SOURCE.search(one.name)]
        if len(group) != 2 or len(sources) != 1 or not turned:
            return list(group)
        target = next(one for one in group if one not in sources)
        first = self._spoken(group[0])[0]
        said_before = isinstance(first, str) and text.find(first.lower()) < turned.start()
        return [target, sources[0]] if said_before else [sources[0], target]


_SOURCE = re.compile(r"(^|_)(from|source|src|old|input)(_|$)")


def _plain(shape: Shape) -> Shape:
    """The shape without ``| None``."""
    if isinstance(shape, Either):
        rest = [one for one in shape.options if one != Scalar("null")]
        return rest[0] if len(rest) == 1 else shape
    return shape


def _kind(shape: Shape) -> str:
    plain = _plain(shape)
    return plain.kind if isinstance(plain, Scalar) else ""


def _accepts(parameter: Parameter, kind: LiteralKind) -> bool:
    shape = _plain(parameter.shape)
    if isinstance(shape, Choice | Anything):
        return False
    if kind == "json":
        return not isinstance(shape, Scalar)
    item = _plain(shape.item) if isinstance(shape, ListOf) else shape
    inner = _kind(item)
    if kind == "number":
        return inner in {"integer", "number"}
    if inner != "string":
        return False
    if kind in {"url", "email", "date"}:
        return any(hint in parameter.name.lower() for hint in _HINTS[kind])
    return kind != "path" or any(hint in parameter.name.lower() for hint in _HINTS["path"])


_HINTS: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "uri", "link", "address", "endpoint", "site"),
    "email": ("mail", "address", "recipient"),
    "date": ("date", "day", "start", "end", "first", "second", "due", "when", "since", "until"),
    "path": ("path", "file", "folder", "director", "zone"),
}


def _is_target(text: str, literal: Literal) -> bool:
    before = text[: literal.start].rstrip("\"'` ")
    return re.search(r"(?i)\b(?:into|to|as|in|called|named|output|onto)$", before) is not None


def _is_beside(text: str, literal: Literal, name: str) -> bool:
    if literal.kind != "number":
        return False
    before, after = text[: literal.start], text[literal.end :]
    for word in name.split("_"):
        stem = re.escape(word.removesuffix("s")) + "s?"
        ahead = re.search(rf"(?i)\b{stem}(?:\s+(?:of|is|to|at))?\s*$", before)
        if ahead or re.match(rf"(?i)[\s%-]*{stem}\b", after):
            return True
    return False


def _is_ordered(takers: Sequence[Parameter], found: Sequence[Literal]) -> bool:
    """Whether order alone tells which value is whose: one, or two of a kind that has an order."""
    return len(takers) == 1 or found[0].kind in {"quoted", "date", "path"}
