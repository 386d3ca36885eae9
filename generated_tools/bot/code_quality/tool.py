# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Report the quality of Python code: long, complex, undocumented and untyped functions."
# category = "bot"
# keywords = ["code", "quality", "python", "report", "complexity", "docstring", "functions", "project", "metrics", "source"]
# permissions = { read = ["folder"] }
# ///
"""Report the quality of Python code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypedDict

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_FORKS = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler)
_MORE_FORKS = (ast.comprehension, ast.match_case, ast.Assert)


class Finding(TypedDict):
    """One thing that a reviewer would speak of."""

    place: str
    rule: Literal["long", "complex", "undocumented", "untyped", "no Python"]
    detail: str


class Report(TypedDict):
    """What was found; ``score`` is the share of functions without a finding, in percent."""

    files: int
    lines: int
    functions: int
    score: float
    findings: list[Finding]
    summary: str


def code_quality(folder: str, longest: int = 50, most_complex: int = 10) -> Report:
    """Report the quality of Python code: long, complex, undocumented and untyped functions.

    The code is read and never run. Only public functions need a docstring and type hints: those
    whose names do not begin with an underscore.

    Args:
        folder: The folder, whose files ending in .py are read, with those of its subfolders.
        longest: The most lines that a function should have.
        most_complex: The most ways through a function: one, and one more for each fork.

    Returns:
        Counts, a score, the findings in the order of files and lines, and a summary.

    Raises:
        NotADirectoryError: If the folder does not exist.
        ValueError: If a limit is less than 1.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"not an existing folder: {folder}")
    if longest < 1 or most_complex < 1:
        raise ValueError(f"limits must be 1 or more, not {longest} and {most_complex}")
    findings: list[Finding] = []
    lines, functions, sound = 0, 0, 0
    paths = sorted(path for path in root.rglob("*.py") if path.is_file())
    for path in paths:
        content = path.read_bytes()
        lines += len(content.splitlines())
        name = path.relative_to(root).as_posix()
        try:
            tree = ast.parse(content)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            findings.append({"place": name, "rule": "no Python", "detail": str(error)})
            continue
        for function in sorted(_functions(tree), key=lambda one: one.lineno):
            found = list(_judge(function, name, longest, most_complex))
            findings += found
            functions += 1
            sound += not found
    score = round(100 * sound / functions, 1) if functions else 100.0
    told = f"{sound} of {functions} functions without a finding ({score} %) in {len(paths)} files"
    return {
        "files": len(paths),
        "lines": lines,
        "functions": functions,
        "score": score,
        "findings": findings,
        "summary": told,
    }


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS))


def _judge(
    function: ast.FunctionDef | ast.AsyncFunctionDef, file: str, longest: int, most_complex: int
) -> Iterator[Finding]:
    place = f"{file}:{function.lineno} {function.name}"
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    ways = 1 + sum(_forks(node) for node in ast.walk(function))
    if length > longest:
        yield {"place": place, "rule": "long", "detail": f"{length} lines, more than {longest}"}
    if ways > most_complex:
        told = f"{ways} ways through it, more than {most_complex}"
        yield {"place": place, "rule": "complex", "detail": told}
    if function.name.startswith("_"):
        return
    if not ast.get_docstring(function):
        yield {"place": place, "rule": "undocumented", "detail": "no docstring"}
    untyped = [one.arg for one in _parameters(function) if one.annotation is None]
    if function.returns is None:
        untyped.append("return")
    if untyped:
        yield {"place": place, "rule": "untyped", "detail": f"no hints: {', '.join(untyped)}"}


def _forks(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return int(isinstance(node, _FORKS + _MORE_FORKS))


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    given = function.args
    listed = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return [one for one in listed if one.arg not in ("self", "cls")]


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(code_quality(**json.loads(given)), sys.stdout)
