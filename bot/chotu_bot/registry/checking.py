"""Whether a registry is what its tools make it, byte for byte, and what it should be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from chotu_bot.domain.contract import canonical_json
from chotu_bot.domain.names import (
    CATEGORIES,
    EVIDENCE_FILE,
    REGISTRY_FOLDER,
    TEST_FILE,
    TOOL_FILE,
    TOOLS_FOLDER,
    is_category,
    record_path,
    refusal,
    tool_folder,
)
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.domain.verdict import Finding
from chotu_bot.registry.records import SCHEMA_VERSION, Record, record_of_files
from chotu_bot.registry.sources import Source, ToolFiles
from chotu_bot.vcs import Repository

INDEX_PATH = REGISTRY_FOLDER / "index.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regenerated:
    """The registry that a set of tools makes."""

    files: Mapping[str, bytes]
    """Content by path, the index among them."""
    findings: tuple[Finding, ...]
    """Tools that no record can be made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a registry differs from the regenerated one."""

    changes: Mapping[str, bytes | None]
    """What a rebuild writes, by path; None removes."""
    findings: tuple[Finding, ...]
    """Each difference, and each tool that cannot be read."""


@cache
def index_bytes() -> bytes:
    """``registry/index.json``: schema version, and the fixed categories with their folders."""
    return canonical_json(
        {
            "schema": SCHEMA_VERSION,
            "categories": {
                category: {
                    "tools": str(TOOLS_FOLDER / category),
                    "records": str(REGISTRY_FOLDER / category),
                }
                for category in CATEGORIES
            },
        }
    )


def regenerate(source: Source) -> Regenerated:
    """The registry that the tools of ``source`` make; a pure function of their files."""
    files: dict[str, bytes] = {str(INDEX_PATH): index_bytes()}
    findings: list[Finding] = []
    seen: list[tuple[str, str]] = []
    for tool in source.tools():
        record, problems = examine(tool)
        findings.extend(problems)
        if record is not None:
            seen.append((record.name, record.category))
            files[str(record.path)] = record.to_bytes()
    findings.extend(_doubles(seen))
    return Regenerated(files=files, findings=tuple(findings))


def examine(tool: ToolFiles) -> tuple[Record | None, tuple[Finding, ...]]:
    """The record of a tool folder, or why it cannot have one."""
    place = f"{TOOLS_FOLDER}/{tool.category}/{tool.name}"
    if not is_category(tool.category):
        return None, (_finding("category", place, f"no category {tool.category!r}"),)
    reason = refusal(tool.name)
    if reason is not None:
        return None, (_finding("name", place, reason),)
    if TOOL_FILE not in tool.files:
        return None, (_finding("unreadable", place, f"there is no {TOOL_FILE}"),)
    try:
        record = record_of_files(tool.files)
    except MalformedToolError as error:
        return None, (_finding("unreadable", f"{place}/{TOOL_FILE}", str(error)),)
    if (record.category, record.name) != (tool.category, tool.name):
        message = f"the file calls itself {record.category}/{record.name}; move it there"
        return None, (_finding("place", f"{place}/{TOOL_FILE}", message),)
    return record, ()


def compare(source: Source) -> Comparison:
    """The registry of ``source`` against what its tools make of it."""
    wanted = regenerate(source)
    held = dict(source.registry_files())
    changes: dict[str, bytes | None] = {
        path: content for path, content in wanted.files.items() if held.get(path) != content
    }
    changes.update({path: None for path in held if path not in wanted.files})
    findings = [_difference(path, content, held.get(path)) for path, content in changes.items()]
    return Comparison(changes=changes, findings=(*wanted.findings, *findings))


def check_landing(repository: Repository, old: str, new: str) -> tuple[Finding, ...]:
    """As ``compare``, for the tools and records in which tree ``new`` differs from ``old`` only.

    Costs the same at any number of tools; right where ``old`` was right.
    """
    findings: list[Finding] = []
    for category, name in sorted(_touched(repository, old, new)):
        path = str(record_path(category, name))
        tool = _tool_in(repository, new, category, name)
        record, problems = examine(tool) if tool.files else (None, ())
        findings.extend(problems)
        wanted = record.to_bytes() if record is not None else None
        held = repository.read(new, path)
        if held != wanted:
            findings.append(_difference(path, wanted, held))
    return (*findings, *_check_index(repository, new))


def _check_index(repository: Repository, tree: str) -> Iterator[Finding]:
    """The same in every registry, so its id tells whether it is right."""
    path, wanted = str(INDEX_PATH), index_bytes()
    entry = repository.trees.find(tree, path)
    if entry is None or entry.oid != repository.store.identify("blob", wanted):
        yield _difference(path, wanted, repository.read(tree, path))


def _touched(repository: Repository, old: str, new: str) -> set[tuple[str, str]]:
    found = set()
    for change in repository.trees.difference(old, new):
        top, _, rest = change.path.partition("/")
        category, _, name = rest.partition("/")
        tool = name.partition("/")[0] if top == str(TOOLS_FOLDER) else name.removesuffix(".json")
        known = top in {str(TOOLS_FOLDER), str(REGISTRY_FOLDER)} and is_category(category)
        if known and refusal(tool) is None:
            found.add((category, tool))
    return found


def _tool_in(repository: Repository, tree: str, category: str, name: str) -> ToolFiles:
    folder = tool_folder(category, name)
    names = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
    contents = repository.read_all(tree, [str(folder / one) for one in names])
    held = {key: one for key, one in zip(names, contents, strict=True) if one is not None}
    return ToolFiles(category=category, name=name, files=held)


def _finding(rule: str, file: str, message: str) -> Finding:
    return Finding(rule=f"registry/{rule}", file=file, message=message)


def _difference(path: str, wanted: bytes | None, held: bytes | None) -> Finding:
    if held is None:
        what, rule = "is missing", "registry/missing"
    elif wanted is None:
        what, rule = "belongs to no readable tool", "registry/stray"
    else:
        line = _first_difference(wanted, held)
        what, rule = f"differs from what its tool makes it, first in line {line}", "registry/stale"
    return Finding(
        rule=rule, file=path, message=f"{what}; chotu-bot registry rebuild writes it anew"
    )


def _first_difference(one: bytes, other: bytes) -> int:
    lines = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((number for number, (a, b) in enumerate(lines, 1) if a != b), 1)


def _doubles(seen: list[tuple[str, str]]) -> Iterator[Finding]:
    for (name, category), (other, elsewhere) in pairwise(sorted(seen)):
        if name == other:
            yield Finding(
                rule="registry/double",
                file=str(tool_folder(elsewhere, name)),
                message=f"{name} is also in {category}; a name stands for one tool",
            )
