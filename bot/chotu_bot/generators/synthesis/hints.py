"""Kinds as a tool says them: annotations, checks at run time, words, strategies for tests."""

from dataclasses import dataclass, field

from chotu_bot.generators.synthesis.kinds import Kind

_NAMES = {"text": "str", "integer": "int", "number": "float", "boolean": "bool"}
_CHECKS = {"text": "str", "integer": "int", "number": "int | float", "boolean": "bool"}
_WORDS = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_PLURALS = {
    "text": "texts",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true or false each",
    "list": "lists",
    "map": "mappings",
    "record": "records",
}
_STRATEGIES = {
    "text": "st.text(max_size=12)",
    "integer": "st.integers(-1000, 1000)",
    "number": "st.floats(-1000, 1000)",
    "boolean": "st.booleans()",
}


@dataclass(frozen=True, slots=True)
class RecordClass:
    """One TypedDict of the tool."""

    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass
class Hints:
    """Annotations, collecting the records that they name."""

    records: dict[tuple[Kind, str], RecordClass] = field(default_factory=dict)

    def of(self, kind: Kind, name: str) -> str:
        """The annotation of ``kind``; ``name`` is what a record is called after."""
        match kind.name:
            case "list":
                return f"list[{self.of(kind.items[0], name)}]"
            case "map":
                return f"dict[str, {self.of(kind.items[0], name)}]"
            case "record":
                return self._record(kind, name)
            case _:
                return _NAMES[kind.name]

    def _record(self, kind: Kind, name: str) -> str:
        title = "".join(part.capitalize() for part in name.split("_")) + "Record"
        fields = tuple(
            (key, self.of(item, f"{name}_{key}"))
            for key, item in zip(kind.keys, kind.items, strict=True)
        )
        self.records[kind, title] = RecordClass(title, fields)
        return title


def check(kind: Kind, what: str, depth: int = 0) -> str:
    """An expression that says whether ``what`` is of ``kind``."""
    inner = "abcd"[depth]
    match kind.name:
        case "list":
            inside = check(kind.items[0], inner, depth + 1)
            return f"isinstance({what}, list) and all({inside} for {inner} in {what})"
        case "map":
            inside = check(kind.items[0], inner, depth + 1)
            return f"isinstance({what}, dict) and all({inside} for {inner} in {what}.values())"
        case "record":
            parts = [
                check(item, f'{what}.get("{key}")', depth + 1)
                for key, item in zip(kind.keys, kind.items, strict=True)
            ]
            return " and ".join([f"isinstance({what}, dict)", *parts])
        case _:
            return f"isinstance({what}, {_CHECKS[kind.name]})"


def words(kind: Kind) -> str:
    """What a value of ``kind`` is, for people."""
    match kind.name:
        case "list":
            return f"a list of {_PLURALS[kind.items[0].name]}"
        case "map":
            return f"a mapping of text to {_PLURALS[kind.items[0].name]}"
        case "record":
            return f"a record with {', '.join(kind.keys)}"
        case _:
            return _WORDS[kind.name]


def strategy(kind: Kind) -> str:
    """A hypothesis strategy for values of ``kind``."""
    match kind.name:
        case "list":
            return f"st.lists({strategy(kind.items[0])}, max_size=6)"
        case "map":
            return f"st.dictionaries(st.text(max_size=6), {strategy(kind.items[0])}, max_size=5)"
        case "record":
            pairs = zip(kind.keys, kind.items, strict=True)
            inside = ", ".join(f'"{key}": {strategy(item)}' for key, item in pairs)
            return f"st.fixed_dictionaries({{{inside}}})"
        case _:
            return _STRATEGIES[kind.name]


def foreign(kind: Kind, value: object) -> list[object]:
    """Values that are not of ``kind``, the more cunning ones made from ``value``, which is."""
    found: list[object] = [None, 5 if kind.name in {"text", "list", "map", "record"} else "5"]
    match kind.name, value:
        case "list", list() if value:
            found += [
                [*value, None],
                *([*value, one] for one in foreign(kind.items[0], value[0])[2:]),
            ]
        case "map", dict() if value:
            found.append({**value, "other": None})
        case "record", dict():
            found += [{**value, key: None} for key in kind.keys]
            found.append({})
    return found
