"""The rule on regular expressions that can take forever."""

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import texts
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, Rule, calls

_COMPILES = tuple(
    f"re.{name}"
    for name in (
        "compile",
        "match",
        "search",
        "fullmatch",
        "findall",
        "finditer",
        "sub",
        "subn",
        "split",
    )
)
_ALPHABET = frozenset(chr(code) for code in range(9, 256))
_Item: TypeAlias = tuple[Any, Any]


def _visit(program: Program) -> Iterator[Hit]:
    for call in calls(program, _COMPILES):
        for pattern in texts(call.arguments.get(0, "pattern") or frozenset()):
            if is_slow(pattern):
                yield Hit(line=call.line, what=f"the pattern {pattern[:60]!r}")


def is_slow(pattern: str) -> bool:
    """Whether matching can take time exponential in the length of the text."""
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return any(_is_ambiguous(body) for body in _loops(list(tree)))


def _loops(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """The bodies of all unbounded repetitions that can give back what they matched."""
    for code, argument in items:
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            _, most, body = argument
            if most is codes.MAXREPEAT or most > 50:
                yield list(body)
        for inner in _inside(code, argument):
            yield from _loops(inner)


def _inside(code: Any, argument: Any) -> list[list[_Item]]:
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        return [list(argument[2])]
    if code is codes.SUBPATTERN:
        return [list(argument[3])]
    if code is codes.BRANCH:
        return [list(one) for one in argument[1]]
    if code in {codes.ASSERT, codes.ASSERT_NOT}:
        return [list(argument[1])]
    return []


def _is_ambiguous(body: list[_Item]) -> bool:
    """Whether a repeated body can split the same text in more than one way."""
    plain = _unwrapped(body)
    if len(plain) == 1 and plain[0][0] is codes.BRANCH:
        branches = [_unwrapped(list(one)) for one in plain[0][1][1]]
        return any(_splits(one) for one in branches) or _overlap(branches)
    return _splits(plain)


def _unwrapped(items: list[_Item]) -> list[_Item]:
    """Groups taken off, so that their contents stand in the row."""
    found: list[_Item] = []
    for code, argument in items:
        if code is codes.SUBPATTERN:
            found += _unwrapped(list(argument[3]))
        else:
            found.append((code, argument))
    return found


def _splits(items: list[_Item]) -> bool:
    """Whether an inner repetition can run into the next round without a mark in between."""
    for index, (code, argument) in enumerate(items):
        if code not in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            continue
        _, most, body = argument
        if most is not codes.MAXREPEAT and most < 10:
            continue
        eaten = _letters(_unwrapped(list(body)))
        rest = items[index + 1 :] + items[:index]
        if all(_is_optional(one) or _first([one]) & eaten for one in rest):
            return True
    return False


def _first(items: list[_Item]) -> frozenset[str]:
    """The characters that the items may begin with."""
    found: frozenset[str] = frozenset()
    for item in items:
        code, argument = item
        inner = _inside(code, argument)
        begins = [_first(one) for one in inner] if inner else [_letters([item])]
        found = found.union(*begins)
        if not _is_optional(item):
            break
    return found


def _is_optional(item: _Item) -> bool:
    code, argument = item
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        return bool(argument[0] == 0) or all(_is_optional(one) for one in argument[2])
    if code in {codes.AT, codes.ASSERT, codes.ASSERT_NOT}:
        return True
    if code is codes.BRANCH:
        return any(all(_is_optional(one) for one in branch) for branch in argument[1])
    return code is codes.SUBPATTERN and all(_is_optional(one) for one in argument[3])


def _overlap(branches: list[list[_Item]]) -> bool:
    """Whether two alternatives can match the same text."""
    words = {_word(one) for one in branches} - {""}
    if any(_is_made_of(word, words - {word}) for word in words):
        return True
    singles = [_letters(one) for one in branches if len(one) == 1]
    return any(
        first & second for index, first in enumerate(singles) for second in singles[index + 1 :]
    )


def _word(items: list[_Item]) -> str:
    if all(code is codes.LITERAL for code, _ in items):
        return "".join(chr(argument) for _, argument in items)
    return ""


def _is_made_of(word: str, parts: set[str]) -> bool:
    if not word:
        return True
    return any(word.startswith(part) and _is_made_of(word[len(part) :], parts) for part in parts)


def _letters(items: list[_Item]) -> frozenset[str]:
    """The characters that the items may match, of the first 256."""
    found: set[str] = set()
    for code, argument in items:
        if code is codes.LITERAL:
            found.add(chr(argument))
        elif code is codes.NOT_LITERAL:
            found |= _ALPHABET - {chr(argument)}
        elif code is codes.ANY:
            found |= _ALPHABET
        elif code is codes.IN:
            found |= _class(argument)
        else:
            for inner in _inside(code, argument):
                found |= _letters(inner)
    return frozenset(found)


def _class(items: Sequence[_Item]) -> frozenset[str]:
    found: set[str] = set()
    negated = bool(items) and items[0][0] is codes.NEGATE
    for code, argument in items:
        if code is codes.LITERAL:
            found.add(chr(argument))
        elif code is codes.RANGE:
            found |= {chr(number) for number in range(argument[0], min(argument[1], 255) + 1)}
        elif code is codes.CATEGORY:
            found |= _category(argument)
    return _ALPHABET - found if negated else frozenset(found)


def _category(argument: Any) -> frozenset[str]:
    name = str(argument).rpartition("_")[2].lower()
    kind = {"digit": r"\d", "space": r"\s", "word": r"\w"}.get(name, "")
    if not kind:
        return _ALPHABET
    inside = frozenset(one for one in _ALPHABET if re.match(kind, one))
    return _ALPHABET - inside if "_NOT_" in str(argument) else inside


RULES = (
    Rule(
        id="policy/slow-pattern",
        reason="A pattern that can split the same text in many ways takes forever on some texts.",
        instead="let each character match in one place only, with a mark between repetitions",
        example=r"re.match(r'^(\w+,?)+$', text)",
        level=Level.ERROR,
        visit=_visit,
    ),
)
