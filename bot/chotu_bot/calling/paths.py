"""From the arguments of one call to its grants: which paths, hosts, programs and variables."""

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from chotu_bot.calling.roots import Roots
from chotu_bot.domain.contract import Contract
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import ToolFailedError, UsageError
from chotu_bot.sandbox.contract import Grants

_STAGE = "out"
_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21, "smtp": 25, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A path that the tool writes inside its scratch folder and that is moved out on success."""

    inside: str
    """Relative to the scratch folder; what the tool is given."""
    target: Path
    """Where the result goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one call needs: its arguments as the tool sees them, and its grants."""

    arguments: Mapping[str, Json]
    grants: Grants
    staged: tuple[Staged, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Existing output files, copied in so that a tool can append to them."""

    @property
    def collect(self) -> tuple[str, ...]:
        """What to bring out of the scratch folder."""
        return (_STAGE,) if self.staged else ()


def plan(
    contract: Contract,
    arguments: Mapping[str, Json],
    folder: Path,
    roots: Roots | None = None,
) -> Plan:
    """The plan for calling ``contract`` from ``folder``, which relative paths refer to.

    Raises:
        UsageError: when a path argument cannot be granted, for instance an output in a folder
            that does not exist, or one outside ``roots``.
    """
    return _Planner(contract, folder, roots).plan(arguments)


class _Planner:
    def __init__(self, contract: Contract, folder: Path, roots: Roots | None) -> None:
        self._contract = contract
        self._folder = folder
        self._roots = roots
        self._read: list[Path] = []
        self._write: list[Path] = []
        self._staged: list[Staged] = []
        self._files: dict[str, bytes] = {}

    def plan(self, arguments: Mapping[str, Json]) -> Plan:
        permissions = self._contract.permissions
        effective = self._contract.effective(arguments)
        placed = {name: self._place(name, value) for name, value in effective.items()}
        grants = Grants(
            read=tuple(dict.fromkeys(self._read)),
            write=tuple(dict.fromkeys(self._write)),
            net=tuple(self._hosts(effective)),
            run=tuple(self._programs(effective)),
            env={name: os.environ[name] for name in permissions.env if name in os.environ},
            system=permissions.system,
        )
        return Plan(
            arguments={name: value for name, value in placed.items() if name in arguments}
            | {name: value for name, value in placed.items() if value != effective[name]},
            grants=grants,
            staged=tuple(self._staged),
            files=self._files,
        )

    def _place(self, name: str, value: Json) -> Json:
        permissions = self._contract.permissions
        if name in permissions.write:
            return self._each(name, value, self._writable, writing=True)
        if name in permissions.read:
            return self._each(name, value, self._readable, writing=False)
        return value

    def _each(self, name: str, value: Json, grant: Callable[[Path], str], *, writing: bool) -> Json:
        match value:
            case "" | None:
                return value
            case str():
                return grant(self._resolve(name, value, writing=writing))
            case list():
                return [self._each(name, one, grant, writing=writing) for one in value]
            case dict():
                return {
                    key: self._each(name, one, grant, writing=writing) for key, one in value.items()
                }
            case _:
                return value

    def _resolve(self, name: str, text: str, *, writing: bool) -> Path:
        if "\0" in text:
            raise UsageError(f"argument {name}: a path holds no NUL")
        try:
            path = (self._folder / Path(text).expanduser()).resolve()
        except (OSError, RuntimeError) as error:
            raise UsageError(f"argument {name}: {text!r} cannot be resolved: {error}") from error
        if self._roots is not None:
            reason = self._roots.refusal(path, writing=writing)
            if reason is not None:
                raise UsageError(f"argument {name}: {text!r} {reason}")
        return path

    def _readable(self, path: Path) -> str:
        if path.exists():
            self._read.append(path)
        return str(path)

    def _writable(self, path: Path) -> str:
        if path.is_dir():
            self._write.append(path)
            return str(path)
        if not path.parent.is_dir():
            raise UsageError(f"the folder {path.parent} does not exist; make it first")
        inside = f"{_STAGE}/{len(self._staged)}/{path.name}"
        self._staged.append(Staged(inside=inside, target=path))
        self._files[f"{_STAGE}/{len(self._staged) - 1}/.keep"] = b""
        if path.is_file():
            self._files[inside] = path.read_bytes()
        return inside

    def _hosts(self, arguments: Mapping[str, Json]) -> Iterator[tuple[str, int]]:
        for entry in self._contract.permissions.net:
            if not entry.startswith("{"):
                host, _, port = entry.rpartition(":")
                yield host, int(port)
                continue
            for text in _texts(arguments.get(entry.strip("{}"))):
                yield address(text)

    def _programs(self, arguments: Mapping[str, Json]) -> Iterator[str]:
        for entry in self._contract.permissions.run:
            names = (
                _texts(arguments.get(entry.strip("{}"))) if entry.startswith("{") else iter([entry])
            )
            for name in names:
                found = shutil.which(name)
                if found is not None:
                    yield str(Path(found).resolve())


def address(text: str) -> tuple[str, int]:
    """Host and port that a URL or ``host:port`` names.

    Raises:
        UsageError: when it names no host, or no port and none follows from the scheme.
    """
    parts = urlsplit(text if "//" in text else f"//{text}")
    try:
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError as error:
        raise UsageError(f"{text!r} has no valid port") from error
    if not parts.hostname or port is None:
        raise UsageError(f"{text!r} names no host and port; write https://host or host:port")
    return parts.hostname, port


def _texts(value: Json) -> Iterator[str]:
    """What may be granted: texts, and those in lists; nothing that has a key."""
    match value:
        case str() if value:
            yield value
        case list():
            for one in value:
                yield from _texts(one)


def put_in_place(plan: Plan, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Move what a tool wrote to where the caller wants it; each file appears whole or not at all.

    Raises:
        ToolFailedError: when a target cannot be written; earlier targets stay written.
    """
    written: list[Path] = []
    for staged in plan.staged:
        for inside, content in sorted(files.items()):
            target = _target(staged, inside)
            if target is None or plan.files.get(inside) == content:
                continue
            _replace(target, content)
            written.append(target)
    return tuple(written)


def _target(staged: Staged, inside: str) -> Path | None:
    if inside == staged.inside:
        return staged.target
    try:
        below = PurePosixPath(inside).relative_to(staged.inside)
    except ValueError:
        return None
    return staged.target / below


def _replace(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise ToolFailedError(f"{target} cannot be written: {error.strerror}") from error


def outside(plan: Plan, value: Json) -> Json:
    """``value`` with the staged paths in it replaced by those the caller knows."""
    match value:
        case str():
            return _outside_text(plan, value)
        case list():
            return [outside(plan, one) for one in value]
        case dict():
            return {key: outside(plan, one) for key, one in value.items()}
        case _:
            return value


def _outside_text(plan: Plan, text: str) -> str:
    for staged in plan.staged:
        text = _renamed(text, staged.inside, str(staged.target))
    return text


def _renamed(text: str, inside: str, target: str) -> str:
    """``text`` with every path that ends in ``inside`` replaced."""
    return re.sub(rf"[^\s'\"]*{re.escape(inside)}", lambda _: target, text)
