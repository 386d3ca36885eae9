"""Whether the gate was seen to work here: examined on canaries, and recorded by digest."""

import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chotu_bot.app.checks import dynamic_checks, gate_of, reading_checks, scanners
from chotu_bot.domain.contract import canonical_json, digest
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Status
from chotu_bot.gate.canaries import CanaryResult, Examined, examine_canaries, load_canaries
from chotu_bot.rendering.templates import shipped_folder
from chotu_bot.settings import shown

if TYPE_CHECKING:
    from chotu_bot.app.workshop import Workshop

_FILE = "canaries.json"
_SOURCES = ("app/checks.py", "domain", "gate", "rendering", "sandbox")
_TEMPLATES = ("canaries", "ruff.toml")
_SCANNERS = ("bandit", "ruff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the gate made of all canaries."""

    results: tuple[CanaryResult, ...]
    cached: bool
    """Whether this is the record of an earlier examination of the very same gate."""

    @property
    def missed(self) -> tuple[CanaryResult, ...]:
        """The canaries that were judged otherwise than wanted."""
        return tuple(one for one in self.results if not one.as_wanted)


class Trust:
    """The record of the last examination; it counts only for the gate that was examined."""

    def __init__(self, folder: Path, fingerprint: Callable[[], str]) -> None:
        """Take the bot's state folder, and what tells one gate from another."""
        self._path = folder / _FILE
        self._fingerprint = fingerprint

    def results(self) -> tuple[CanaryResult, ...] | None:
        """What this gate made of the canaries; None where it was not examined."""
        if not self._path.is_file():
            return None
        try:
            record = json.loads(self._path.read_bytes())
            results = tuple(map(_result, record["results"]))
            examined = str(record["digest"])
        except (ValueError, TypeError, KeyError):
            return None  # a record that cannot be read proves nothing, as if it were not there
        return results if examined == self._fingerprint() else None

    def recorded(self) -> Examined | None:
        """What the canaries check needs to know of it."""
        results = self.results()
        if results is None:
            return None
        missed = tuple(str(one) for one in results if not one.as_wanted)
        return Examined(missed=missed, total=len(results))

    def record(self, results: tuple[CanaryResult, ...]) -> None:
        """Keep an examination of this gate, in place of the one before."""
        from chotu_bot.vcs.locks import own_folder

        own_folder(self._path.parent)
        content = canonical_json(
            {"digest": self._fingerprint(), "results": [_json(one) for one in results]}
        )
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=_FILE)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(name).replace(self._path)


def examine_gate(shop: "Workshop", progress: Callable[[CanaryResult], None]) -> Examination:
    """Send every canary through the repository's gate, unless this very gate passed before.

    A miss is never taken from the record: a busy machine may have been behind it.

    Args:
        shop: gives the gate.
        progress: told of each canary as it is judged.

    Raises:
        SandboxUnavailableError: when nothing can be run safely.
    """
    known = shop.trust.results()
    if known and all(one.as_wanted for one in known):
        return Examination(results=known, cached=True)
    canaries = load_canaries(shipped_folder() / "canaries", shop.renderer.main_block)
    dynamic = dynamic_checks(shop, shop.workers)
    gate = gate_of(shop, reading_checks(shop), dynamic, scanners(shop))
    results = examine_canaries(gate.judge, canaries, progress)
    shop.trust.record(results)
    return Examination(results=results, cached=False)


def fingerprint(shop: "Workshop") -> str:
    """sha256 over everything that decides what the repository's gate says."""
    settings = shop.settings
    versions: dict[str, Json] = {name: metadata.version(name) for name in _SCANNERS}
    guarantees = [f"{one.name} {one.assurance}: {one.by}" for one in shop.sandbox.guarantees]
    return digest(
        canonical_json(
            {
                "sources": _sources(),
                "frame": shop.templates.tool_digest,
                "versions": {"python": platform.python_version(), **versions},
                "environment": shop.environment.root.name,
                "gate": _section(settings.gate),
                "sandbox": _section(settings.sandbox),
                "backend": shop.sandbox.backend,
                "guarantees": [*guarantees],
            }
        )
    )


def _sources() -> str:
    package = Path(__file__).parents[1]
    files = [*_files(package, _SOURCES, "*.py"), *_files(shipped_folder(), _TEMPLATES, "*.toml")]
    return digest("\n".join(f"{name} {digest(path.read_bytes())}" for name, path in files).encode())


def _files(folder: Path, names: tuple[str, ...], pattern: str) -> Iterator[tuple[str, Path]]:
    for name in names:
        found = folder / name
        paths = sorted(found.rglob(pattern)) if found.is_dir() else [found]
        for path in paths:
            yield path.relative_to(folder).as_posix(), path


def _section(section: Any) -> dict[str, Json]:
    return {one.name: shown(getattr(section, one.name)) for one in fields(section)}


def _json(result: CanaryResult) -> Json:
    return {
        "name": result.name,
        "wanted": list(result.wanted),
        "failed": list(result.failed),
        "status": result.status.value,
        "reason": result.reason,
    }


def _result(entry: Mapping[str, Any]) -> CanaryResult:
    return CanaryResult(
        name=str(entry["name"]),
        wanted=tuple(map(str, entry["wanted"])),
        failed=tuple(map(str, entry["failed"])),
        status=Status(entry["status"]),
        reason=str(entry["reason"]),
    )
