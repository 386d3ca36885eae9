"""What a scanner of single lines cannot see: where the text on a line comes from."""

import ast

from chotu_bot.gate.policy.atoms import From, Text, Value, parameters, union
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import calls
from chotu_bot.gate.policy.rules.statements import judged_lines

FOLLOWED = frozenset({"B608", "B310"})
"""Tests of bandit that look at one line only."""
_OPENERS = ("urllib.request.urlopen", "urllib.request.urlretrieve")
_WEB = ("http://", "https://")


def followed_lines(program: Program) -> dict[str, frozenset[int]]:
    """Lines on which an issue of bandit is known not to hold, by the issue's test.

    B608: SQL whose every part was followed to a constant or to a check. B310: addresses that
    begin with http or https, or whose scheme the module checks.
    """
    return {"B608": judged_lines(program), "B310": _web_lines(program)}


def _web_lines(program: Program) -> frozenset[int]:
    checked = _checked_schemes(program)
    opened: dict[int, bool] = {}
    for call in calls(program, _OPENERS):
        given = program.store.flat(call.arguments.get(0, "url") or frozenset())
        starts = [atom for atom in given if isinstance(atom, Text | From)]
        webs = bool(starts) and all(_is_web(atom, checked) for atom in starts)
        opened[call.line] = opened.get(call.line, True) and webs
    return frozenset(line for line, webs in opened.items() if webs)


def _is_web(atom: Text | From, checked: frozenset[str]) -> bool:
    if isinstance(atom, Text):
        return atom.text.lower().startswith(_WEB)
    return atom.parameters <= checked


def _checked_schemes(program: Program) -> frozenset[str]:
    """The parameters whose scheme is looked at."""
    values: list[Value] = []
    for node in program.find(ast.Call, ast.Compare):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="startswith"), args=[begin, *_]):
                texts = [one.value for one in ast.walk(begin) if isinstance(one, ast.Constant)]
                if texts and all(str(one).startswith(_WEB) for one in texts):
                    values.append(program.value(owner))
            case ast.Compare(left=ast.Attribute(value=owner, attr="scheme")):
                values.append(program.value(owner))
            case _:
                continue
    return parameters(union(program.store.flat(value) for value in values))
