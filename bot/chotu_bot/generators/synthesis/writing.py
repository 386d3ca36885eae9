"""A program becomes the body of a tool and of its tests."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from chotu_bot.domain.contract import Example
from chotu_bot.generators.synthesis.expression import FAILURES, Apply, Entries, Node, walk
from chotu_bot.generators.synthesis.hints import Hints, check, foreign, strategy, words
from chotu_bot.generators.synthesis.kinds import Kind, Value
from chotu_bot.generators.synthesis.operations.on_dates import FORMS, read_all
from chotu_bot.generators.synthesis.private_functions import NEEDS, PRIVATE_FUNCTIONS
from chotu_bot.generators.synthesis.pythonic import expression
from chotu_bot.generators.synthesis.synthesis import Program

Render = Callable[[str, Mapping[str, object]], str]
_IMPORTS = {"datetime": "import datetime as dt"}
_MOST_HOPELESS = 4


def tool_body(program: Program, name: str, summary: str, render: Render) -> str:
    """The module body of the tool."""
    hints = Hints()
    annotations = {one: hints.of(kind, one) for one, kind in program.parameters.items()}
    result = hints.of(program.result, f"{name}_result" if program.result.items else "result")
    functions = [PRIVATE_FUNCTIONS[one].strip() for one in _called(program.node)]
    values = {
        "name": name,
        "summary": summary,
        "signature": ", ".join(f"{one}: {hint}" for one, hint in annotations.items()),
        "result": result,
        "result_summary": f"{words(program.result).capitalize()}.",
        "imports": _imports(program.node, has_records=bool(hints.records)),
        "records": list(hints.records.values()),
        "parameters": [_parameter(one, kind) for one, kind in program.parameters.items()],
        "raises": _except(program) if _hopeless(program) else "",
        "expression": expression(program.node, {one: one for one in program.parameters}),
        "functions": functions,
    }
    return render("synthesis/tool.py", values)


def tests_body(program: Program, name: str, examples: Sequence[Example], render: Render) -> str:
    """The module body of its tests: properties, and what bad input meets."""
    arguments = [dict(one.arguments) for one in examples]
    values = {
        "name": name,
        "examples": [repr(one) for one in arguments],
        "foreign": [
            (repr(one), repr(value))
            for one, kind in program.parameters.items()
            for value in foreign(kind, arguments[0][one])
        ],
        "hopeless": [repr(one) for one in _hopeless(program)],
        "strategies": ", ".join(_strategies(program, arguments)),
        "result_check": check(program.result, "result"),
    }
    return render("synthesis/tests.py", values)


def _parameter(name: str, kind: Kind) -> dict[str, str]:
    said, test = words(kind), check(kind, name)
    summary = f"{said[0].upper()}{said[1:]}."
    return {
        "name": name,
        "summary": summary,
        "check": f"({test})" if " and " in test else test,
        "wanted": said,
    }


def _called(node: Node) -> list[str]:
    """The private functions of a program, by name."""
    operations = [one.operation for one in walk(node) if isinstance(one, Apply)]
    found = {one.helper for one in operations if one.helper}
    if any(isinstance(one, Entries) and one.form == "group" for one in walk(node)):
        found.add("_grouped")
    return sorted(found)


def _imports(node: Node, *, has_records: bool) -> list[str]:
    modules = {
        module for one in walk(node) if isinstance(one, Apply) for module in one.operation.imports
    }
    modules |= {module for one in _called(node) for module in NEEDS[one]}
    typing = sorted({one.partition(".")[2] for one in modules if one.startswith("typing.")})
    names = [*typing, *(["TypedDict"] if has_records else [])]
    lines = [
        _IMPORTS.get(one, f"import {one}")
        for one in sorted(modules)
        if not one.startswith("typing.")
    ]
    return [*lines, *([f"from typing import {', '.join(names)}"] if names else [])]


def _except(program: Program) -> str:
    """What the program may raise, as an ``except`` clause names it."""
    raised = {
        name
        for one in walk(program.node)
        if isinstance(one, Apply)
        for name in one.operation.raises
    }
    found = sorted(raised) or ["ValueError"]
    return found[0] if len(found) == 1 else f"({', '.join(found)})"


def _hopeless(program: Program) -> list[dict[str, Value]]:
    """Arguments of the right types for which there is no result."""
    found = []
    columns = [
        [(name, value) for value in _edges(kind)] for name, kind in program.parameters.items()
    ]
    for row in product(*columns):
        arguments = dict(row)
        try:
            program(arguments)
        except FAILURES:
            found.append(arguments)
    return found[:_MOST_HOPELESS]


def _edges(kind: Kind) -> list[Value]:
    match kind.name:
        case "text":
            return ["", "a"]
        case "integer":
            return [0, -1, 1]
        case "number":
            return [0.0, -1.0]
        case "boolean":
            return [False, True]
        case "record":
            rows = product(*(_edges(one)[:2] for one in kind.items))
            return [dict(zip(kind.keys, row, strict=True)) for row in rows][:4]
        case "list":
            return [[], *([one] for one in _edges(kind.items[0])[:2])]
        case _:
            return [{}, *({"a": one} for one in _edges(kind.items[0])[:2])]


def _strategies(program: Program, rows: Sequence[Mapping[str, Value]]) -> Iterator[str]:
    for name, kind in program.parameters.items():
        yield f"{name}={_strategy(kind, [row[name] for row in rows])}"


def _strategy(kind: Kind, values: Sequence[Value]) -> str:
    """Dates where the examples have dates, else whatever the type allows."""
    if kind.name != "text":
        return strategy(kind)
    for form in FORMS:
        if read_all(values, form) is not None:
            return f'st.dates().map(lambda day: day.strftime("{form}")) | st.text(max_size=10)'
    return strategy(kind)


def words_of(text: str) -> list[str]:
    """The telling words of a request, in order."""
    found = re.findall(r"[a-z][a-z0-9]+", re.sub(r"['\u2019]s\b", "", text.lower()))
    return [one for one in dict.fromkeys(found) if one not in _IDLE]


_IDLE = frozenset(
    {"a", "an", "the", "of", "and", "or", "to", "for", "with", "in", "into", "on", "from", "by"}
    | {"is", "it", "its", "are", "be", "as", "at", "that", "this", "which", "what", "how", "please"}
    | {"make", "me", "give", "get", "tool", "function", "write", "learn", "i", "want", "need"}
    | {"every", "all", "than", "their", "his", "her", "given", "does", "do", "has", "have", "if"}
    | {"no", "can", "you", "each", "who"}
)
