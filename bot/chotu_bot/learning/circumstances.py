"""What is known around a failed call: its error, the paths it was given, what its tool declares."""

import builtins
from collections.abc import Iterator
from pathlib import Path

from chotu_bot.domain.contract import Permissions
from chotu_bot.domain.shapes import texts
from chotu_bot.learning.triage import Case
from chotu_bot.sandbox.contract import Event

_STANDARD_PARENTS = {
    "JSONDecodeError": "ValueError",
    "TOMLDecodeError": "ValueError",
    "gaierror": "OSError",
    "SSLError": "OSError",
    "URLError": "OSError",
    "HTTPError": "OSError",
    "InvalidOperation": "ArithmeticError",
    "StatisticsError": "ValueError",
    "AddressValueError": "ValueError",
    "NetmaskValueError": "ValueError",
}


def lineage(error: str) -> Iterator[str]:
    """The name of an exception and those of its parents, as far as they are known."""
    name = error.rsplit(".", maxsplit=1)[-1]
    yield name
    name = _STANDARD_PARENTS.get(name, name)
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, BaseException):
        # Whoever documents Exception has promised nothing.
        parents = (one for one in kind.__mro__ if issubclass(one, Exception))
        yield from (one.__name__ for one in parents if one is not Exception)


def is_os_error(case: Case) -> bool:
    """Whether it failed with an error of the operating system."""
    return "OSError" in set(lineage(case.failed.error))


def reaches_out(permissions: Permissions) -> bool:
    """Whether a tool may use the network."""
    return bool(permissions.net)


def names_host(permissions: Permissions) -> bool:
    """Whether its caller names the host."""
    return any(one.startswith("{") for one in permissions.net)


def declares(permissions: Permissions, event: Event) -> bool:
    """Whether a tool declares what it was kept from."""
    match event.kind:
        case "env":
            return event.subject in permissions.env
        case "system":
            return permissions.system
        case "net":
            return bool(permissions.net)
        case _:
            return False  # a path or a program that is neither given nor granted


def programs(case: Case) -> set[str]:
    """Names of the programs that the tool may run."""
    names: set[str] = set()
    for entry in case.contract.permissions.run:
        given = (case.arguments or {}).get(entry.strip("{}")) if entry.startswith("{") else entry
        names.update(Path(one).name for one in texts(given))
    return names


def is_given(case: Case, path: str) -> bool:
    """Whether ``path`` is, or lies below, a path among the arguments or their defaults."""
    permissions = case.contract.permissions
    given = case.contract.effective(case.arguments or {})
    named = {name: given[name] for name in (*permissions.read, *permissions.write) if name in given}
    wanted = (case.folder / path).resolve()
    return any(
        wanted.is_relative_to((case.folder / Path(text).expanduser()).resolve())
        for value in named.values()
        for text in texts(value)
        if text
    )
