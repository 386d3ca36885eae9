"""Importing what a tool and its tests import, once, before each variant is forked."""

import ast
import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator

from .steps import Compiled, Steps


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
    # A package's ``__main__`` is a program: unittest's would run the tests in this process.
    runnable = {name for name in names if "__main__" in name.split(".")}
    wanted = sorted(
        name for name in names - runnable - set(sys.modules) if _top(name) not in foreign
    )
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
    with _nothing_foreign():
        for name in names:
            with contextlib.suppress(Exception, SystemExit):
                importlib.import_module(name)


@contextlib.contextmanager
def _nothing_foreign() -> Iterator[None]:
    """Without the working directory and the finders of the tool, whatever was left there."""
    folder, path, finders = os.getcwd(), sys.path[:], sys.meta_path[:]
    sys.path[:] = [one for one in path if one and os.path.realpath(one) != folder]
    sys.meta_path[:] = [one for one in finders if not isinstance(one, Compiled | Steps)]
    os.chdir("/")
    try:
        yield
    finally:
        os.chdir(folder)
        sys.path[:], sys.meta_path[:] = path, finders


def bear_forks(names: Iterable[str], is_green: Callable[[], bool]) -> bool:
    """Whether a process that has imported these forks others which work as they should.

    A thread would not come along, and not every library bears that.

    Args:
        names: modules; they stay imported in this process, so ask in a fork.
        is_green: runs the tool's own tests in one more fork.
    """
    take_in(names)
    return threading.active_count() == 1 and is_green()
