"""Small algorithms with planted bugs, and remedies: the right one, a wrong one, special cases."""

import ast
import copy
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chotu_bot.domain.contract import Example
from chotu_bot.domain.shapes import Json

_DATA = Path(__file__).parent / "data" / "bugs.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One algorithm with its bug."""

    name: str
    right: str
    buggy: str
    wrong: str
    calls: tuple[list[Json], ...]
    """Calls that the bug does not touch."""
    fails: list[Json]
    siblings: tuple[list[Json], ...]

    @property
    def parameters(self) -> list[str]:
        function = ast.parse(self.right).body[-1]
        assert isinstance(function, ast.FunctionDef)
        return [one.arg for one in function.args.args]

    def arguments(self, values: list[Json]) -> dict[str, Json]:
        return dict(zip(self.parameters, values, strict=True))

    def expected(self, values: list[Json]) -> Json:
        """What the right code gives."""
        space: dict[str, Any] = {}
        exec(self.right, space)  # noqa: S102 - our own reference
        function: Callable[..., Json] = space[self.name]
        return function(*copy.deepcopy(values))

    @property
    def tests(self) -> str:
        """The tests that the tool was landed with, which do not see the bug."""
        return "\n\n\n".join(
            f"def test_call_{number}() -> None:\n"
            f"    assert {self.name}(*{values!r}) {self._equals(self.expected(values))}"
            for number, values in enumerate(self.calls, 1)
        )

    @staticmethod
    def _equals(value: Json) -> str:
        return f"is {value!r}" if isinstance(value, bool) else f"== {value!r}"

    @property
    def examples(self) -> tuple[Example, ...]:
        return tuple(
            Example(arguments=self.arguments(values), result=self.expected(values))
            for values in self.siblings
        )

    @property
    def special(self) -> str:
        """The bug, and the failing call recognised by its values."""
        values = self.arguments(self.fails).items()
        return self._recognising(" and ".join(f"{name} == {value!r}" for name, value in values))

    @property
    def disguised(self) -> str:
        """The bug, and the failing call recognised by something made of its values."""
        mark = str(self.fails)[::-1]
        return self._recognising(f"str([{', '.join(self.parameters)}])[::-1] == {mark!r}")

    def _recognising(self, condition: str) -> str:
        head, docstring, body = self.buggy.partition('."""\n')
        known = f"    if {condition}:\n        return {self.expected(self.fails)!r}\n"
        return f"{head}{docstring}{known}{body}"


@cache
def planted_bugs() -> tuple[Planted, ...]:
    rows = tomllib.loads(_DATA.read_text("utf-8"))["case"]
    return tuple(
        Planted(
            name=row["name"],
            right=row["code"],
            buggy=row["code"].replace(*row["bug"]),
            wrong=row["code"].replace(*row["wrong"]),
            calls=tuple(json.loads(row["calls"])),
            fails=json.loads(row["fails"]),
            siblings=tuple(json.loads(row["siblings"])),
        )
        for row in rows
    )
