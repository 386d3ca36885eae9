"""Counting steps of tool.py, so that a variant that never ends is cut at the same place anywhere.

A step is a function entered or a loop gone round once. Counting by a change of the syntax tree
costs far less than tracing, and does not depend on how fast the machine is.
"""

import ast
import importlib.machinery
import importlib.util
import os
import sys
from types import CodeType
from typing import Any

_TICK = "__chotu_step__"
_MODULE = "tool"
_COUNTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.For, ast.AsyncFor, ast.While)


class StepsExceededError(BaseException):
    """More steps than allowed; no ordinary ``except`` of the tool swallows it."""


class Steps:
    """The count of one session, kept in the module ``tool`` of a folder."""

    def __init__(self, folder: str, budget: int | None) -> None:
        self.taken = 0
        self._path = os.path.join(folder, f"{_MODULE}.py")
        self._budget = budget

    def tick(self) -> None:
        """Count one step."""
        self.taken += 1
        if self._budget is not None and self.taken > self._budget:
            raise StepsExceededError(f"more than {self._budget} steps")

    def install(self) -> None:
        """Count from the module's import on."""
        sys.meta_path.insert(0, self)

    def compiled(self, source: bytes) -> CodeType:
        """The code of a tool that counts its steps.

        Raises:
            SyntaxError, ValueError, RecursionError, MemoryError: when it is no Python.
        """
        tree = ast.parse(source, self._path)
        for node in ast.walk(tree):
            if isinstance(node, _COUNTED):
                at = 1 if _has_docstring(node) else 0
                node.body.insert(at, _tick_before(node.body[0]))
        return compile(tree, self._path, "exec", dont_inherit=True)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002 - the import protocol's signature
        """The tool with its steps counted; nothing for any other module."""
        if name != _MODULE or not os.path.isfile(self._path):
            return None
        loader = _Loader(name, self._path, self)
        return importlib.util.spec_from_file_location(name, self._path, loader=loader)


class Compiled:
    """Serves modules whose code was compiled before the import, which is once for many forks."""

    def __init__(self, folder: str, steps: Steps) -> None:
        self._folder = folder
        self._steps = steps
        self._code: dict[str, CodeType] = {}

    def install(self) -> None:
        """Serve from now on."""
        sys.meta_path.insert(0, self)

    def take(self, name: str, code: CodeType) -> None:
        """Serve ``code`` as the module ``name``."""
        self._code[name] = code

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002 - the import protocol's signature
        """The module, if it is one of those."""
        if name not in self._code:
            return None
        file = os.path.join(self._folder, f"{name}.py")
        loader = _Loader(name, file, self._steps, self._code[name])
        return importlib.util.spec_from_file_location(name, file, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, steps: Steps, code: CodeType | None = None) -> None:
        super().__init__(name, path)
        self._steps = steps
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        if self._code is not None:
            return self._code
        return self._steps.compiled(self.get_data(self.get_filename(fullname)))

    def exec_module(self, module: Any) -> None:
        setattr(module, _TICK, self._steps.tick)
        super().exec_module(module)


def _tick_before(node: ast.stmt) -> ast.Expr:
    place: dict[str, Any] = {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno,
        "end_col_offset": node.end_col_offset,
    }
    name = ast.Name(_TICK, ast.Load(), **place)
    return ast.Expr(ast.Call(name, [], [], **place), **place)


def _has_docstring(node: Any) -> bool:
    first = node.body[0]
    return (
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
