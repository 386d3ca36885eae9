"""Two modules become one: imports once, names that clash renamed in the second."""

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, field

from chotu_bot.errors import GeneratorError

_HOLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module's imports and the rest of its text."""

    imports: tuple[str, ...]
    body: str
    names: frozenset[str]
    """What the rest binds at top level."""
    imported: Mapping[str, str]
    """Name -> the import that binds it."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """How names of the second of two merged modules are called now."""


def cut(source: str) -> Module:
    """A module without docstring, its imports apart."""
    tree = ast.parse(source)
    lines = source.split("\n")
    imports: dict[str, str] = {}
    names: set[str] = set()
    doomed = [tree.body[0]] if ast.get_docstring(tree) is not None else []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            doomed.append(node)
            imports.update(_bindings(node))
        else:
            names |= _bound(node)
    for node in sorted(doomed, key=lambda one: one.lineno, reverse=True):
        del lines[node.lineno - 1 : node.end_lineno]
    return Module(
        imports=tuple(dict.fromkeys(imports.values())),
        body="\n".join(lines).strip("\n") + "\n",
        names=frozenset(names),
        imported=imports,
    )


def merged(first: Module, second: Module, suffix: str) -> Module:
    """``second`` behind ``first``; names of the second that clash get ``suffix``.

    Raises:
        GeneratorError: when one name is imported from two places, or cannot be renamed.
    """
    for name in first.imported.keys() & second.imported.keys():
        if first.imported[name] != second.imported[name]:
            raise GeneratorError(f"the tools mean different things by {name}")
    for name in first.names & second.imported.keys():
        raise GeneratorError(f"one tool defines {name}, which the other imports")
    clashing = second.names & (first.names | first.imported.keys())
    renames = {name: f"{name}_{suffix}" for name in sorted(clashing)}
    body = renamed(second.body, renames)
    imported = {**first.imported, **second.imported}
    return Module(
        imports=tuple(dict.fromkeys([*first.imports, *second.imports])),
        body=f"{first.body}\n\n{body}",
        names=first.names | cut(body).names,
        imported=imported,
        renames=renames,
    )


def renamed(source: str, names: Mapping[str, str]) -> str:
    """``source`` with names of its top level called otherwise, formatted texts included.

    Raises:
        GeneratorError: when a name is also a keyword or an attribute, which must stay.
    """
    for name in sorted(_fixed(ast.parse(source)) & names.keys()):
        raise GeneratorError(f"{name} stands for two things in one of the tools")
    lines = source.split("\n")
    before = ""
    edits = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME and token.string in names and before != ".":
            edits.append((token.start, token.end, names[token.string]))
        elif token.type == tokenize.STRING and "f" in token.string[:2].lower():
            edits.append((token.start, token.end, _in_holes(token.string, names)))
        before = token.string
    for start, end, text in reversed(edits):
        _replace(lines, start, end, text)
    return "\n".join(lines)


def _fixed(tree: ast.Module) -> set[str]:
    """Names that others may use by their spelling: keyword arguments, attributes of classes."""
    nodes = list(ast.walk(tree))
    keywords = {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    bodies = [part for node in nodes if isinstance(node, ast.ClassDef) for part in node.body]
    return keywords.union(*(_bound(part) for part in bodies))


def _in_holes(text: str, names: Mapping[str, str]) -> str:
    """A formatted text, before Python 3.12 one token, with the names in its braces renamed."""

    def hole(match: re.Match[str]) -> str:
        return re.sub(r"(?<![\w.])[A-Za-z_]\w*", lambda one: names.get(one[0], one[0]), match[0])

    return _HOLE.sub(hole, text)


def _replace(lines: list[str], start: tuple[int, int], end: tuple[int, int], text: str) -> None:
    head = lines[start[0] - 1][: start[1]]
    tail = lines[end[0] - 1][end[1] :]
    lines[start[0] - 1 : end[0]] = (head + text + tail).split("\n")


def _bindings(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """One import statement for each name that is bound."""
    found = {}
    for one in node.names:
        called = f"{one.name} as {one.asname}" if one.asname else one.name
        origin = f"from {node.module} import " if isinstance(node, ast.ImportFrom) else "import "
        found[one.asname or one.name.partition(".")[0]] = origin + called
    return found


def _bound(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            parts = [part for one in targets for part in ast.walk(one)]
            return {one.id for one in parts if isinstance(one, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()
