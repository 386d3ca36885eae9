"""A report that a tool failed, and the call behind it: given with it, or found in the journal."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from chotu_bot.calling.call import Failed
from chotu_bot.calling.copies import can_be_copied
from chotu_bot.calling.roots import Roots
from chotu_bot.domain.contract import Contract, Example, digest
from chotu_bot.domain.draft import Origin
from chotu_bot.domain.regression import Expectation
from chotu_bot.domain.shapes import Json, problems
from chotu_bot.journal.journal import Event
from chotu_bot.sandbox.contract import Ended

FILES_BYTES = 64 * 2**10
"""Files that a failing call brings into a test, together at most."""
_GOOD_CALLS = 20
_SAID = re.compile(
    r"\b(\w*(?:Error|Exception|Timeout)|timeout|gaierror|herror|RemoteDisconnected|IncompleteRead)\b"
    r"(?::\s*(.*))?"
)
"""An error as tracebacks end: its class, then what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody says of a tool that failed."""

    tool: str
    error: str = ""
    """The error as it was seen; foreign text."""
    intent: str = ""
    """What the call was for; foreign text."""
    arguments: Mapping[str, Json] | None = None
    """Of the failing call; None to find it in the journal."""
    folder: Path = field(default_factory=Path.cwd)
    """What relative paths among the arguments refer to."""
    wanted: Expectation | None = None
    examples: tuple[Example, ...] = ()
    """Further calls with their right results."""
    code: bytes | None = None
    """A new version that somebody brings."""
    roots: Roots | None = None
    """The folders that the call's paths may be in; None where who reports is trusted with any."""
    origin: Origin = "person"
    propose: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A call that can be made again."""

    arguments: Mapping[str, Json]
    folder: Path
    recorded: bool
    """Whether it is somebody's call from the journal, and not given with the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No such call; ``why`` and what to do."""

    why: str


def failing_call(report: Report, version: str, events: Iterable[Event]) -> Found | Missing:
    """The failing call of a report.

    Args:
        report: what is said.
        version: of the tool that is served now.
        events: the calls of the tool, oldest first.
    """
    if report.arguments is not None:
        return Found(arguments=report.arguments, folder=report.folder, recorded=False)
    failed = [one for one in events if one.outcome == "failed" and _is_meant(one, report.error)]
    if not failed:
        return Missing(why=f"the journal knows no such failure of {report.tool}")
    latest = failed[-1].facts
    if latest.get("version") != version:
        return Missing(
            why=f"the last such failure was of version {latest.get('version')}; {version} is there"
        )
    if latest.get("arguments_kept") != "whole":
        return Missing(why="its arguments were not kept: they are long, or hold a secret")
    arguments = cast("Mapping[str, Json]", latest["arguments"])
    return Found(arguments=arguments, folder=Path(str(latest["folder"])), recorded=True)


def told_failure(report: Report, events: Iterable[Event]) -> Failed | None:
    """The failure as far as it is told, where it cannot be made again: recorded, or in words."""
    failed = [one for one in events if one.outcome == "failed" and _is_meant(one, report.error)]
    if report.arguments is None and failed:
        return _failed_as(cast("Mapping[str, Any]", failed[-1].facts))
    said = _SAID.search(report.error)
    return _failed_as({"error": said[1], "message": said[2] or ""}) if said else None


def _failed_as(known: Mapping[str, Any]) -> Failed:
    return Failed(
        error=str(known.get("error", "")),
        message=str(known.get("message", "")),
        traceback="",
        line=int(known.get("line", 0)),
        seconds=0.0,
        output="",
        documented=bool(known.get("documented")),
        ended=Ended(known.get("ended", Ended.EXITED.value)),
    )


def good_calls(contract: Contract, events: Iterable[Event]) -> tuple[Mapping[str, Json], ...]:
    """Arguments of recorded calls that returned and fit the contract; the newest, each once."""
    found: dict[str, Mapping[str, Json]] = {}
    for one in events:
        arguments = one.facts.get("arguments")
        whole = one.outcome == "returned" and one.facts.get("arguments_kept") == "whole"
        if whole and isinstance(arguments, dict) and _fits(contract, arguments):
            mark = str(one.facts["arguments_digest"])
            found.pop(mark, None)
            found[mark] = arguments
    return tuple(list(found.values())[-_GOOD_CALLS:])


class NotPortableError(Exception):
    """A call cannot be made again elsewhere; the message says why."""


def portable(
    contract: Contract, arguments: Mapping[str, Json], folder: Path
) -> tuple[dict[str, Json], dict[str, bytes]]:
    """The arguments with every path made relative, and the files that they name.

    Raises:
        NotPortableError: when they name more than a test can hold.
    """
    files: dict[str, bytes] = {}
    permissions = contract.permissions
    placed = dict(arguments)
    for name in {*permissions.read, *permissions.write} & arguments.keys():
        readable = name in permissions.read
        placed[name] = _moved(arguments[name], folder, files, readable=readable)
    return placed, files


def _moved(value: Json, folder: Path, files: dict[str, bytes], *, readable: bool) -> Json:
    match value:
        case str() if value:
            return _taken(folder / Path(value).expanduser(), files, readable=readable)
        case list():
            return [_moved(one, folder, files, readable=readable) for one in value]
        case dict():
            return {
                key: _moved(one, folder, files, readable=readable) for key, one in value.items()
            }
        case _:
            return value


def _taken(path: Path, files: dict[str, bytes], *, readable: bool) -> str:
    name = path.name
    if any(known.partition("/")[0] == name for known in files):
        name = f"{digest(str(path).encode())[:6]}_{name}"
    if not readable:
        if path.is_dir():
            # Git and tests know of a folder by what is in it.
            files[f"{name}/.keep"] = b""
        return name
    inside = sorted(path.rglob("*")) if path.is_dir() else [path]
    for one in inside:
        if one.is_file():
            room = FILES_BYTES - sum(map(len, files.values()))
            if one.stat().st_size > room:
                raise NotPortableError(f"{path} holds more than {FILES_BYTES // 1024} KiB")
            files[f"{name}/{one.relative_to(path)}" if path.is_dir() else name] = one.read_bytes()
    return name


def _is_meant(event: Event, error: str) -> bool:
    """Whether a recorded failure is the one that is reported, as far as the report tells."""
    known = str(event.facts.get("error", "")), str(event.facts.get("message", ""))
    return not error or known[0] in error or bool(known[1] and known[1] in error)


def _fits(contract: Contract, arguments: Mapping[str, Json]) -> bool:
    shapes = {one.name: one.shape for one in contract.parameters}
    return all(
        name in shapes and not any(problems(shapes[name], value))
        for name, value in arguments.items()
    ) and all(one.name in arguments for one in contract.parameters if one.required)


def is_harmless(contract: Contract, arguments: Mapping[str, Json], folder: Path) -> bool:
    """Whether a call can be made again, what it writes thrown away, and nothing else is touched.

    What needs the network or programs never is, whatever it says; folders that are written in
    place are copied, where they can be.
    """
    permissions = contract.permissions
    if permissions.net or permissions.run:
        return False
    return can_be_copied(contract, arguments, folder)
