"""Importing what a tool and its tests import, once, before each variant is forked."""

import ast
import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Collection, Iterable


def imported(sources: Iterable[bytes], foreign: Collection[str]) -> tuple[list[str], list[str]]:
    """The modules that these files import first of all: those of Python itself, and libraries.

    Args:
        sources: Python files.
        foreign: modules that lie in the working directory, which are nobody's to import ahead.
    """
    names: set[str] = set()
    for source in sources:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            for statement in ast.parse(source).body:
                names.update(_names(statement))
    wanted = sorted(name for name in names - set(sys.modules) if _top(name) not in foreign)
    own = [name for name in wanted if _top(name) in sys.stdlib_module_names]
    return own, [name for name in wanted if name not in own]


def _top(name: str) -> str:
    return name.partition(".")[0]


def _names(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case _:
            return []


def take_in(names: Iterable[str]) -> None:
    """Import them; what cannot be imported is left to whoever wants it, and fails there."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def bear_forks(names: Iterable[str], is_green: Callable[[], bool]) -> bool:
    """Whether a process that has imported these forks others which work as they should.

    A thread would not come along, and not every library minds that.

    Args:
        names: modules; they stay imported in this process, so ask in a fork.
        is_green: runs the tool's own tests in one more fork.
    """
    take_in(names)
    return len(os.listdir("/proc/self/task")) == 1 and is_green()
