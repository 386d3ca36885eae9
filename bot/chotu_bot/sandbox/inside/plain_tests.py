"""Running test functions that need nothing of pytest's but their arguments, without a session.

A session costs twenty times what a small test does. Whether a variant turns the tests red is
mostly seen by the first plain test; what only a session can run is left to a session.
"""

import importlib
import inspect
import itertools
from collections.abc import Iterator
from typing import Any

_HOOKS = (
    "setup_module", "teardown_module", "setup_function", "teardown_function", "setUpModule",
    "tearDownModule", "pytestmark", "pytest_generate_tests",
)  # fmt: skip


def run_plain_tests(module_name: str) -> tuple[int, bool]:
    """Import a test module and run its plain tests in file order, up to the first that fails.

    Returns:
        How many calls ended well, and whether one failed; a failing import counts as one.
    """
    try:
        module = importlib.import_module(module_name)
    except Exception:  # noqa: BLE001 - whatever the foreign module raises, its tests are red
        return 0, True
    if _needs_session(module):
        return 0, False
    count = 0
    for test in [one for name, one in vars(module).items() if name.startswith("test")]:
        for arguments in _calls(test):
            if _fails(test, arguments):
                return count, True
            count += 1
    return count, False


def _needs_session(module: Any) -> bool:
    """Whether something of the module's own runs around its tests."""
    members = vars(module)
    return any(name in members for name in _HOOKS) or any(map(_is_automatic, members.values()))


def _is_automatic(one: Any) -> bool:
    marker = inspect.getattr_static(one, "_fixture_function_marker", None)
    return bool(getattr(marker, "autouse", False))


def _fails(test: Any, arguments: dict[str, Any]) -> bool:
    from _pytest.outcomes import OutcomeException

    try:
        test(**arguments)
    except OutcomeException as outcome:
        return type(outcome).__name__ == "Failed"
    except BaseException:  # noqa: BLE001 - a test that raises is red, whatever it raises
        return True
    return False


def _calls(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments of each call of a plain test; none for what is not a plain test."""
    marks = getattr(test, "pytestmark", [])
    if not _is_plain_function(test) or any(not _is_plain_mark(mark) for mark in marks):
        return
    sets = [list(_rows(mark)) for mark in marks]
    wanted = set(inspect.signature(test).parameters)
    for rows in itertools.product(*sets):
        arguments = {name: value for row in rows for name, value in row.items()}
        if set(arguments) == wanted:
            yield arguments


def _is_plain_function(test: Any) -> bool:
    odd = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    return inspect.isfunction(test) and not any(is_odd(test) for is_odd in odd)


def _is_plain_mark(mark: Any) -> bool:
    if mark.name != "parametrize" or len(mark.args) != 2 or set(mark.kwargs) - {"ids"}:
        return False
    rows = mark.args[1]
    return isinstance(rows, list | tuple) and not any(getattr(row, "marks", ()) for row in rows)


def _rows(mark: Any) -> Iterator[dict[str, Any]]:
    names, rows = mark.args
    listed = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    for row in rows:
        values = getattr(row, "values", None) if hasattr(row, "marks") else None
        if values is None:
            values = (row,) if len(listed) == 1 else row
        yield dict(zip(listed, values, strict=True))
