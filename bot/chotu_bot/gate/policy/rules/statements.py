"""Finding statements of SQL, XPath and LDAP that are put together from text nobody checked."""

import ast
import re
from collections.abc import Iterable, Iterator

from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.finders import Finders
from chotu_bot.gate.policy.rules.rule import called_name

_RUNS = frozenset({"execute", "executemany", "executescript", "raw", "read_sql", "read_sql_query"})
_SQL = re.compile(
    r"\s*(select|insert|update|delete|replace|create|drop|alter|pragma|with|attach|vacuum|explain)\b",
    re.IGNORECASE,
)
_PATHS = re.compile(r"\s*\.?//?[\w*@.:]|.*\[@?[\w.:()]+\s*=\s*['\"]")
_PARTS = re.compile(r"[^\\]*\[@?[\w.:()]+\s*=\s*['\"]")
_FILTERS = re.compile(r"\s*\((?:[&|!]\s*\(|[\w;.-]+[~<>]?=)")
_LANGUAGES = (
    (_RUNS, _SQL),
    (frozenset({"xpath", "XPath"}), _PATHS),
    (frozenset({"find", "findall", "findtext", "iterfind"}), _PARTS),
    (frozenset({"search", "search_s", "search_st", "search_ext", "search_ext_s"}), _FILTERS),
)


def built_statements(program: Program) -> Iterator[tuple[int, str]]:
    """Lines on which SQL with unchecked text is run, and what stands there."""
    return _built(program, _LANGUAGES[:1])


def built_queries(program: Program) -> Iterator[tuple[int, str]]:
    """Lines on which XPath or an LDAP filter with unchecked text is asked."""
    return _built(program, _LANGUAGES[1:])


def judged_lines(program: Program) -> frozenset[int]:
    """Lines of SQL that was followed in full, and in which nothing unchecked was found."""
    built = {line for line, _ in built_statements(program)}
    return frozenset(
        line
        for node in program.find(ast.Call)
        if isinstance(node, ast.Call) and node.args and called_name(node) in _RUNS
        if node.lineno not in built
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _built(
    program: Program, languages: Iterable[tuple[frozenset[str], re.Pattern[str]]]
) -> Iterator[tuple[int, str]]:
    finders = Finders(program)
    for node in program.find(ast.Call):
        if not isinstance(node, ast.Call):
            continue
        method = called_name(node)
        for methods, language in languages:
            if method not in methods or any(
                name.startswith("re.") for name in program.names(node.func)
            ):
                continue
            given = node.args[:1] if language is not _FILTERS else _all_given(node)
            if any(finders.at(node).is_open(one, language) for one in given):
                yield node.lineno, f"a statement put together from text in {method}"
                break


def _all_given(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *[keyword.value for keyword in node.keywords]]
