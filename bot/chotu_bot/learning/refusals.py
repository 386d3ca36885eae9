"""What the bot does not build: rules as data, matched on the stemmed words of a request."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from chotu_bot.ranking.tokens import fold, stem

FILE = "refusals.toml"

_WORD = re.compile(r"[^\W_]+")
_GAPS = {".": r"(?: \S+){0,2}", "..": r"(?: \S+){0,6}"}
_AFTER = 2
"""Words behind a match in which a word of defence still counts (``spam mail filter``)."""


class Pattern:
    """Words in an order; they are looked for only in a text that has a word of every part."""

    def __init__(self, parts: Sequence[str | tuple[str, ...]]) -> None:
        """Take the parts in order: phrases of which one stands there, or the gap between two."""
        self._parts = parts
        phrases = [part for part in parts if not isinstance(part, str)]
        self._needed = [frozenset(one.partition(" ")[0] for one in part) for part in phrases]

    def search(self, stems: "Stems") -> re.Match[str] | None:
        """Where it stands first."""
        if any(stems.words.isdisjoint(one) for one in self._needed):
            return None
        return self._expression.search(stems.text)

    def read_ahead(self) -> None:
        """Make ready what the first text that has all the words would wait for."""
        _ = self._expression

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile("".join(map(_expressed, self._parts)) + r"(?= )")


def _expressed(part: str | tuple[str, ...]) -> str:
    return part if isinstance(part, str) else f" (?:{'|'.join(map(re.escape, part))})"


class Stems:
    """A text as rules see it: stems with a space on both sides, look-alikes and accents folded."""

    def __init__(self, text: str) -> None:
        """Take the stems, or what lies between two of them."""
        self.text = text
        self.words = frozenset(text.split())

    @classmethod
    def of(cls, text: str) -> "Stems":
        """The stems of what somebody wrote."""
        plain = unicodedata.normalize("NFKC", text).replace("'s", " ").replace("’s", " ")  # noqa: RUF001 - what people type
        return cls(" ".join(["", *(stem(fold(word)) for word in _WORD.findall(plain)), ""]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of request that is refused."""

    key: str
    reason: str
    """Why, in a sentence for the person who asked."""
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    defence: bool
    """Whether requests against the threat are welcome (detect phishing)."""
    examples: tuple[str, ...]


class Refusals:
    """The rules, ready to be asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def load(cls) -> "Refusals":
        """The rules that ship with the package."""
        return cls((files("chotu_bot.learning") / FILE).read_text("utf-8"))

    @cached_property
    def _table(self) -> Mapping[str, Any]:
        return tomllib.loads(self._text)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order in which they are asked."""
        return tuple(self._rule(one) for one in self._table["rules"])

    @cached_property
    def _defence(self) -> Pattern:
        return self._pattern("@defence")

    @cached_property
    def _evasion(self) -> Pattern:
        return self._pattern("@evasion")

    def find(self, text: str) -> Rule | None:
        """The first rule that refuses ``text``."""
        stems = Stems.of(text)
        return next((rule for rule in self.rules if self._speaks(rule, stems)), None)

    def read_ahead(self) -> None:
        """Make ready what the first request would wait for."""
        ruled = (one for rule in self.rules for one in (*rule.patterns, *rule.unless))
        for pattern in (*ruled, self._defence, self._evasion):
            pattern.read_ahead()

    def _speaks(self, rule: Rule, stems: Stems) -> bool:
        found = next((hit for one in rule.patterns if (hit := one.search(stems))), None)
        if found is None or any(one.search(stems) for one in rule.unless):
            return False
        return not rule.defence or not self._is_defence(stems, found)

    def _is_defence(self, stems: Stems, found: re.Match[str]) -> bool:
        if self._evasion.search(stems):
            return False
        before = stems.text[: found.start()] + " "
        behind = " ".join(stems.text[found.end() :].split()[:_AFTER])
        return any(self._defence.search(Stems(part)) for part in (before, f" {behind} "))

    def _rule(self, table: Mapping[str, Any]) -> Rule:
        return Rule(
            key=table["id"],
            reason=table["reason"],
            patterns=tuple(self._pattern(one) for one in table["patterns"]),
            unless=tuple(self._pattern(one) for one in table.get("unless", ())),
            defence=table.get("defence", False),
            examples=tuple(table["examples"]),
        )

    def _pattern(self, text: str) -> Pattern:
        return Pattern([_GAPS.get(part) or self._phrases(part) for part in text.split()])

    def _phrases(self, part: str) -> tuple[str, ...]:
        """What may stand there, stemmed, the longest first."""
        choices = [
            phrase
            for one in part.replace("+", " ").split("|")
            for phrase in (self._table["sets"][one[1:]] if one.startswith("@") else [one])
        ]
        stemmed = {Stems.of(one).text.strip() for one in choices}
        return tuple(sorted(stemmed, key=lambda one: (-len(one), one)))
