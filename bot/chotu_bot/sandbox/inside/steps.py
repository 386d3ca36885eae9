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


class StepsExceededError(BaseException):
    """More steps than allowed; no ordinary ``except`` of the tool swallows it."""


class Steps:
    """The count of one session."""

    def __init__(self, budget: int | None) -> None:
        self.taken = 0
        self._budget = budget

    def tick(self) -> None:
        """Count one step."""
        self.taken += 1
        if self._budget is not None and self.taken > self._budget:
            raise StepsExceededError(f"more than {self._budget} steps")

    def install(self, folder: str) -> None:
        """Count in the module ``tool`` of ``folder`` from its import on."""
        sys.meta_path.insert(0, _Finder(os.path.join(folder, f"{_MODULE}.py"), self))


class _Finder:
    def __init__(self, path: str, steps: Steps) -> None:
        self._path = path
        self._steps = steps

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002 - the import protocol's signature
        if name != _MODULE or not os.path.isfile(self._path):
            return None
        loader = _Loader(name, self._path, self._steps)
        return importlib.util.spec_from_file_location(name, self._path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, steps: Steps) -> None:
        super().__init__(name, path)
        self._steps = steps

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = _Insert().visit(ast.parse(self.get_data(path), path))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)

    def exec_module(self, module: Any) -> None:
        setattr(module, _TICK, self._steps.tick)
        super().exec_module(module)


class _Insert(ast.NodeTransformer):
    def _with_tick(self, node: Any) -> Any:
        self.generic_visit(node)
        first = node.body[0]
        tick = ast.Expr(ast.Call(ast.Name(_TICK, ast.Load()), [], []))
        at = 1 if _is_docstring(node, first) else 0
        node.body.insert(at, ast.copy_location(tick, first))
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = _with_tick  # noqa: N815 - ast's names
    visit_For = visit_AsyncFor = visit_While = _with_tick  # noqa: N815 - ast's names


def _is_docstring(node: ast.AST, first: ast.stmt) -> bool:
    return (
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
