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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of request that is refused."""

    key: str
    reason: str
    """Why, in a sentence for the person who asked."""
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
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
    def _defence(self) -> re.Pattern[str]:
        return self._pattern("@defence")

    @cached_property
    def _evasion(self) -> re.Pattern[str]:
        return self._pattern("@evasion")

    def find(self, text: str) -> Rule | None:
        """The first rule that refuses ``text``."""
        words = _stems(text)
        return next((rule for rule in self.rules if self._speaks(rule, words)), None)

    def _speaks(self, rule: Rule, words: str) -> bool:
        found = next((hit for one in rule.patterns if (hit := one.search(words))), None)
        if found is None or any(one.search(words) for one in rule.unless):
            return False
        return not rule.defence or not self._is_defence(words, found)

    def _is_defence(self, words: str, found: re.Match[str]) -> bool:
        if self._evasion.search(words):
            return False
        behind = " ".join(words[found.end() :].split()[:_AFTER])
        return any(
            self._defence.search(part) for part in (words[: found.start()] + " ", f" {behind} ")
        )

    def _rule(self, table: Mapping[str, Any]) -> Rule:
        return Rule(
            key=table["id"],
            reason=table["reason"],
            patterns=tuple(self._pattern(one) for one in table["patterns"]),
            unless=tuple(self._pattern(one) for one in table.get("unless", ())),
            defence=table.get("defence", False),
            examples=tuple(table["examples"]),
        )

    def _pattern(self, text: str) -> re.Pattern[str]:
        parts = [self._part(part) for part in text.split()]
        return re.compile("".join(parts) + r"(?= )")

    def _part(self, part: str) -> str:
        if part in _GAPS:
            return _GAPS[part]
        choices = [
            phrase
            for one in part.replace("+", " ").split("|")
            for phrase in (self._table["sets"][one[1:]] if one.startswith("@") else [one])
        ]
        stemmed: Sequence[str] = sorted({_stems(one).strip() for one in choices}, key=len)
        return f" (?:{'|'.join(map(re.escape, reversed(stemmed)))})"


def _stems(text: str) -> str:
    """The stems of ``text``, each with a space on both sides; look-alikes and accents folded."""
    plain = unicodedata.normalize("NFKC", text)
    words = (fold(word) for word in _WORD.findall(plain.replace("'s", " ").replace("’s", " ")))  # noqa: RUF001 - what people type
    return " ".join(["", *(stem(word) for word in words), ""])
