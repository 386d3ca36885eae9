"""A contract for a module that does not yet say everything; the gate says what is missing."""

import ast
import copy
import re
import tomllib
from collections.abc import Iterable, Mapping

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from chotu_bot.domain.header import BLOCK
from chotu_bot.domain.toolfile import MalformedToolError, Signature
from chotu_bot.domain.toolfile import read_signature as read_strictly

_SUMMARY_LIMIT = 200
_CATEGORIES: Mapping[str, frozenset[str]] = {
    "archive": frozenset({"zipfile", "tarfile", "gzip", "bz2", "lzma", "zip", "archive"}),
    "database": frozenset({"sqlite3", "database", "sql"}),
    "documents": frozenset({"pypdf", "docx", "pdf", "document", "markdown"}),
    "images": frozenset({"PIL", "image", "images"}),
    "network": frozenset({"socket", "ssl", "smtplib", "ping"}),
    "web": frozenset({"urllib", "http", "html", "url", "web"}),
    "data": frozenset({"csv", "json", "tomllib", "xml", "yaml", "toml"}),
    "time": frozenset({"datetime", "calendar", "zoneinfo", "time", "date", "dates"}),
    "math": frozenset({"math", "statistics", "fractions", "decimal", "number", "numbers", "sum"}),
    "files": frozenset({"pathlib", "shutil", "glob", "file", "files", "folder"}),
    "text": frozenset({"re", "string", "textwrap", "unicodedata", "text", "word", "words"}),
    "lists": frozenset({"list", "lists", "sort", "items"}),
    "system": frozenset({"platform", "system", "cpu", "memory"}),
}


def read_signature(tree: ast.Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Signature:
    """The signature as far as the source gives it.

    Hints that are missing, or that JSON cannot carry, count as ``Any``; ``*args`` and ``**kwargs``
    are left out. The code itself is not changed, so the gate still finds all of it.
    """
    try:
        return read_strictly(tree, function.name)
    except MalformedToolError:
        return read_strictly(_softened(tree, function), function.name)


def _softened(tree: ast.Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.Module:
    soft = ast.FunctionDef(
        name=function.name,
        args=_arguments(tree, function.args),
        body=_documented(function),
        decorator_list=[],
        returns=_hint(tree, function.returns),
        lineno=function.lineno,
        col_offset=0,
    )
    return ast.fix_missing_locations(_module(tree, soft))


def _module(tree: ast.Module, function: ast.FunctionDef) -> ast.Module:
    others = [
        node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return ast.Module(body=[*others, function], type_ignores=[])


def _documented(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    if ast.get_docstring(function):
        return list(function.body)
    return [ast.Expr(value=ast.Constant(value="Not documented."))]


def _arguments(tree: ast.Module, given: ast.arguments) -> ast.arguments:
    soft = copy.deepcopy(given)
    soft.args = [*soft.posonlyargs, *soft.args]
    soft.posonlyargs = []
    soft.vararg = soft.kwarg = None
    for one in (*soft.args, *soft.kwonlyargs):
        one.annotation = _hint(tree, one.annotation)
    soft.defaults = [_default(one) for one in soft.defaults]
    soft.kw_defaults = [None if one is None else _default(one) for one in soft.kw_defaults]
    return soft


def _hint(tree: ast.Module, annotation: ast.expr | None) -> ast.expr:
    """The hint where it can be read, else ``Any``."""
    anything = ast.Name(id="Any", ctx=ast.Load())
    if annotation is None:
        return anything
    value = ast.arg(arg="value", annotation=annotation)
    probe = ast.FunctionDef(
        name="probe",
        args=ast.arguments(
            posonlyargs=[], args=[value], kwonlyargs=[], kw_defaults=[], defaults=[]
        ),
        body=[ast.Expr(value=ast.Constant(value="Probe."))],
        decorator_list=[],
        returns=ast.Name(id="str", ctx=ast.Load()),
        lineno=1,
        col_offset=0,
    )
    try:
        read_strictly(ast.fix_missing_locations(_module(tree, probe)), "probe")
    except MalformedToolError:
        return anything
    return annotation


def _default(node: ast.expr) -> ast.expr:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ast.Constant(value=None)
    return node if isinstance(value, str | int | float | bool | list | dict) else ast.Constant(None)


def summary(tree: ast.Module, signature: Signature, request: str) -> str:
    """One line: of the docstring, else of the module's, else of the request."""
    documented = signature.docstring if signature.docstring != "Not documented." else ""
    texts = (documented, ast.get_docstring(tree) or "", request, signature.name.replace("_", " "))
    lines = (" ".join(text.strip().partition("\n")[0].split()) for text in texts)
    line = next(one for one in lines if one)
    line = "".join(one for one in line if one.isprintable())
    return line if len(line) <= _SUMMARY_LIMIT else line[: _SUMMARY_LIMIT - 1].rstrip() + "…"


def category(tree: ast.Module, name: str) -> str:
    """A guess from what is imported and how the function is called; ``misc`` when in doubt."""
    hints = {*name.split("_"), *_imported(tree)}
    return next((one for one, words in _CATEGORIES.items() if words & hints), "misc")


def keywords(name: str) -> tuple[str, ...]:
    """The words of the name."""
    return tuple(dict.fromkeys(word for word in name.split("_") if len(word) > 2))


def dependencies(text: str, tree: ast.Module, allowed: Iterable[str]) -> tuple[str, ...]:
    """Those of the script's PEP 723 block, else the allowed ones that it imports."""
    found = BLOCK.search(text)
    if found is not None:
        return _declared(found["content"])
    imported = _imported(tree)
    return tuple(
        one for one in sorted(allowed) if canonicalize_name(one).replace("-", "_") in imported
    )


def _declared(content: str) -> tuple[str, ...]:
    plain = re.sub(r"(?m)^# ?", "", content)
    try:
        listed = tomllib.loads(plain).get("dependencies", [])
    except tomllib.TOMLDecodeError:
        return ()
    if not isinstance(listed, list):
        return ()
    return tuple(one for one in listed if isinstance(one, str) and _is_requirement(one))


def _is_requirement(text: str) -> bool:
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
