"""A recipe as its folder describes it; the code is read only when it is chosen."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chotu_bot.domain import names
from chotu_bot.domain.contract import Example, Permissions
from chotu_bot.errors import ConfigurationError
from chotu_bot.ranking import Document

MANIFEST = "recipe.toml"
TOOL_TEMPLATE = "tool.py.j2"
TESTS_TEMPLATE = "tests.py.j2"

_TEXTS = ("keywords", "phrases", "not_for", "dependencies")
_KEYS = frozenset({"name", "summary", "category", "permissions", "examples", "slots", *_TEXTS})
_GRANTS = ("read", "write", "net", "run", "env")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One value that a request fills in."""

    name: str
    choices: Mapping[str, tuple[str, ...]]
    """Value -> the words that mean it."""
    default: str | None
    """Taken where the request names none; without it such a request cannot be served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What ``recipe.toml`` says."""

    key: str
    """Name of the folder."""
    folder: Path
    name: str
    summary: str
    category: str
    keywords: tuple[str, ...]
    phrases: tuple[str, ...]
    not_for: tuple[str, ...]
    dependencies: tuple[str, ...]
    permissions: Permissions
    examples: tuple[Example, ...]
    slots: tuple[Slot, ...]

    @property
    def document(self) -> Document:
        """The recipe as search sees it."""
        words = [word for slot in self.slots for all_ in slot.choices.values() for word in all_]
        return Document(
            key=self.key,
            name=self.name,
            summary=self.summary,
            category=self.category,
            keywords=(*self.keywords, *words),
            phrases=self.phrases,
            not_for=self.not_for,
        )


def load_recipes(folders: Sequence[Path]) -> tuple[Recipe, ...]:
    """The recipes in ``folders``, by key; the first folder that has a key wins.

    Raises:
        ConfigurationError: when a manifest is no TOML or says something impossible.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/{MANIFEST}")):
            found.setdefault(path.parent.name, path)
    return tuple(read_recipe(path) for _, path in sorted(found.items()))


def read_recipe(path: Path) -> Recipe:
    """The recipe whose manifest is ``path``; raises as ``load_recipes``."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return _Manifest(table, path.parent).read()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(f"recipe {path}: {error}") from error


class _Manifest:
    """Turns the table into a recipe; every refusal is a ValueError."""

    def __init__(self, table: Mapping[str, Any], folder: Path) -> None:
        self._table = table
        self._folder = folder

    def read(self) -> Recipe:
        unknown = sorted(self._table.keys() - _KEYS)
        if unknown:
            raise ValueError(f"unknown key {unknown[0]!r}; there are: {', '.join(sorted(_KEYS))}")
        texts = {key: _texts(self._table.get(key, []), key) for key in _TEXTS}
        return Recipe(
            key=self._folder.name,
            folder=self._folder,
            name=self._name(),
            summary=self._text("summary"),
            category=self._category(),
            permissions=_permissions(self._table.get("permissions", {})),
            examples=tuple(_example(one) for one in self._table.get("examples", [])),
            slots=tuple(_slot(one) for one in self._table.get("slots", [])),
            **texts,
        )

    def _text(self, key: str) -> str:
        value = self._table.get(key)
        if not isinstance(value, str) or not value or "\n" in value:
            raise ValueError(f"{key} is one line of text")
        return value

    def _name(self) -> str:
        name = self._text("name")
        reason = names.refusal(name)
        if reason:
            raise ValueError(reason)
        return name

    def _category(self) -> str:
        category = self._text("category")
        if not names.is_category(category):
            listed = ", ".join(names.CATEGORIES)
            raise ValueError(f"no category {category!r}; there are: {listed}")
        return category


def _texts(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{key} is a list of strings")
    return tuple(value)


def _permissions(table: Mapping[str, Any]) -> Permissions:
    unknown = sorted(table.keys() - {*_GRANTS, "system"})
    if unknown:
        raise ValueError(f"unknown permission {unknown[0]!r}")
    lists = {key: _texts(table.get(key, []), key) for key in _GRANTS}
    return Permissions(**lists, system=table.get("system", False) is True)


def _example(table: Mapping[str, Any]) -> Example:
    if not isinstance(table.get("arguments"), dict) or "result" not in table:
        raise ValueError("an example has arguments (a table) and a result")
    files = {name: text.encode() for name, text in table.get("files", {}).items()}
    return Example(arguments=table["arguments"], result=table["result"], files=files)


def _slot(table: Mapping[str, Any]) -> Slot:
    choices = {value: _texts(words, value) for value, words in table["choices"].items()}
    default = table.get("default")
    if default is not None and default not in choices:
        raise ValueError(f"slot default {default!r} is none of {', '.join(choices)}")
    return Slot(name=table["name"], choices=choices, default=default)
