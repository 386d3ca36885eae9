"""Two trees of generated tools compared: byte for byte, or in what is promised to be equal.

Another version of Python may execute other lines and end other mutants, so what is measured may
differ there. Tool, tests, contract, verdicts and permissions may not.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from chotu_bot.domain.names import EVIDENCE_FILE, REGISTRY_FOLDER, TOOLS_FOLDER

Reading = Callable[[Path], object]

_MEASURED = ("confidence", "checks", "rounds", "subject")
_RESTS_ON_EVIDENCE = ("confidence", "digests")


def generated(root: Path, tools: Collection[str], read: Reading) -> Mapping[str, object]:
    """What was generated for ``tools``, as ``read`` sees it, by path inside the repository."""
    folders = (str(TOOLS_FOLDER), str(REGISTRY_FOLDER))
    paths = (path for folder in folders for path in sorted((root / folder).rglob("*")))
    return {
        path.relative_to(root).as_posix(): read(path)
        for path in paths
        if path.is_file() and (path.stem in tools or path.parent.name in tools)
    }


def whole(path: Path) -> object:
    """Every byte."""
    return path.read_bytes()


def promised(path: Path) -> object:
    """What every version of Python gives alike."""
    if path.name == EVIDENCE_FILE:
        return _verdicts(json.loads(path.read_bytes()))
    if path.suffix == ".json":
        return _without(json.loads(path.read_bytes()), _RESTS_ON_EVIDENCE)
    return path.read_bytes()


def differences(here: Mapping[str, object], anew: Mapping[str, object]) -> Iterator[str]:
    """A line for each path that is not the same on both sides."""
    for path in sorted(here.keys() | anew.keys()):
        if path not in here:
            yield f"missing here: {path}"
        elif path not in anew:
            yield f"not learned anew: {path}"
        elif here[path] != anew[path]:
            yield f"differs: {path}"


def _verdicts(statement: Mapping[str, object]) -> object:
    predicate = statement["predicate"]
    if not isinstance(predicate, dict):
        return statement
    checks = [(one["check"], one["status"]) for one in predicate["checks"]]
    return {**_without(predicate, _MEASURED), "verdicts": checks, "subject": statement["subject"]}


def _without(given: Mapping[str, object], keys: Collection[str]) -> dict[str, object]:
    return {key: value for key, value in given.items() if key not in keys}
