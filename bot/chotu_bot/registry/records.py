"""A registry record: what is known of one tool, as a pure function of its three files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from chotu_bot.domain.contract import Contract, Example, Permissions, Risk, canonical_json, digest
from chotu_bot.domain.names import EVIDENCE_FILE, TEST_FILE, TOOL_FILE, record_path, tool_folder
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import read_contract

SCHEMA_VERSION = 1


class DamagedRecordError(ValueError):
    """A record's bytes that no record can be read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the registry says of one tool."""

    name: str
    version: str
    summary: str
    category: str
    keywords: tuple[str, ...]
    signature: str
    """``name(a: str, b: int = 3) -> str``."""
    parameters: Mapping[str, Json]
    """JSON Schema of the arguments object."""
    result: Mapping[str, Json]
    """JSON Schema of the result."""
    permissions: Permissions
    risk: Risk
    dependencies: tuple[str, ...]
    digests: Mapping[str, str]
    """sha256 of ``tool``, ``tests``, ``evidence`` (files that exist), and ``approval``: what an
    approval is bound to (source, name, summary, schemas, risk, permissions)."""
    examples: tuple[Mapping[str, Json], ...] = ()
    """``arguments``, ``result``, and ``files`` as sha256 by path where the call needs any."""
    confidence: float | None = None
    """From the evidence; None for a tool that came without."""
    created: str = ""
    """UTC, ISO 8601; empty for a tool that came without evidence."""
    lineage: Mapping[str, Json] = field(default_factory=dict)
    """``previous``: version and tool digest this one replaced; empty for a first version."""

    @property
    def path(self) -> PurePosixPath:
        """Where the record lies in a repository."""
        return record_path(self.category, self.name)

    @property
    def folder(self) -> PurePosixPath:
        """Where the tool lies in a repository."""
        return tool_folder(self.category, self.name)

    def to_json(self) -> dict[str, Json]:
        """The record as JSON, the same for the same tool everywhere."""
        return {
            "schema": SCHEMA_VERSION,
            "name": self.name,
            "version": self.version,
            "summary": self.summary,
            "category": self.category,
            "keywords": list(self.keywords),
            "signature": self.signature,
            "parameters": dict(self.parameters),
            "result": dict(self.result),
            "permissions": self.permissions.to_json(),
            "risk": self.risk.value,
            "dependencies": list(self.dependencies),
            "digests": dict(self.digests),
            "examples": [dict(example) for example in self.examples],
            "confidence": self.confidence,
            "created": self.created,
            "lineage": dict(self.lineage),
        }

    def to_bytes(self) -> bytes:
        """The file ``registry/<category>/<name>.json``."""
        return canonical_json(self.to_json())

    @staticmethod
    def from_bytes(content: bytes) -> "Record":
        """The record in a file.

        Raises:
            DamagedRecordError: when it is no record of this schema.
        """
        try:
            value = json.loads(content)
            return _from_json(value)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedRecordError(f"not a registry record: {error}") from error


# A landing makes the record, and its check makes it once more from what the tree holds.
@lru_cache(maxsize=8)
def record_of(tool: bytes, tests: bytes | None, evidence: bytes | None) -> Record:
    """The record of a tool, from its files and nothing else.

    Raises:
        MalformedToolError: when the tool file cannot be read.
    """
    contract = read_contract(tool)
    predicate = _predicate(evidence)
    files = {"tool": tool, "tests": tests, "evidence": evidence}
    digests = {key: digest(content) for key, content in files.items() if content is not None}
    lineage = predicate.get("lineage")
    created = predicate.get("created")
    return Record(
        name=contract.name,
        version=contract.version,
        summary=contract.summary,
        category=contract.category,
        keywords=contract.keywords,
        signature=contract.signature,
        parameters=contract.arguments_schema,
        result=contract.result_schema,
        permissions=contract.permissions,
        risk=contract.risk,
        dependencies=contract.dependencies,
        digests={**digests, "approval": approval_digest(contract, tool)},
        examples=tuple(_example(example) for example in contract.examples),
        confidence=_confidence(predicate.get("confidence")),
        created=created if isinstance(created, str) else "",
        lineage=lineage if isinstance(lineage, dict) else {},
    )


def record_of_files(files: Mapping[str, bytes]) -> Record:
    """As ``record_of``, from the files of a tool folder by name; raises as it does."""
    return record_of(files[TOOL_FILE], files.get(TEST_FILE), files.get(EVIDENCE_FILE))


def approval_digest(contract: Contract, tool: bytes) -> str:
    """What an approval is bound to: sha256 over source, name, summary, schemas and permissions."""
    bound = {
        "source": digest(tool),
        "name": contract.name,
        "description": contract.summary,
        "parameters": contract.arguments_schema,
        "result": contract.result_schema,
        "risk": contract.risk.value,
        "permissions": contract.permissions.to_json(),
    }
    return digest(json.dumps(bound, sort_keys=True, separators=(",", ":")).encode())


def request_of(evidence: bytes | None) -> tuple[str, str]:
    """Text and origin of the request a tool was written for; empty where unknown."""
    request = _predicate(evidence).get("request")
    if not isinstance(request, dict):
        return "", ""
    text, origin = request.get("text"), request.get("origin")
    return text if isinstance(text, str) else "", origin if isinstance(origin, str) else ""


def _predicate(evidence: bytes | None) -> Mapping[str, Json]:
    if evidence is None:
        return {}
    try:
        statement = json.loads(evidence)
    except ValueError:
        # Evidence that cannot be read proves nothing; its digest still shows in the record.
        return {}
    predicate = statement.get("predicate") if isinstance(statement, dict) else None
    return predicate if isinstance(predicate, dict) else {}


def _confidence(value: Json) -> float | None:
    score = value.get("score") if isinstance(value, dict) else value
    return float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None


def _example(example: Example) -> Mapping[str, Json]:
    shown: dict[str, Json] = {"arguments": dict(example.arguments), "result": example.result}
    if example.files:
        shown["files"] = {path: digest(content) for path, content in example.files.items()}
    return shown


def _from_json(value: dict[str, Json]) -> Record:
    if value["schema"] != SCHEMA_VERSION:
        raise ValueError(f"schema {value['schema']!r}, and this program knows {SCHEMA_VERSION}")
    # The remaining keys are checked by the types that take them.
    fields = {key: part for key, part in value.items() if key != "schema"}
    granted = fields.pop("permissions")
    if not isinstance(granted, dict):
        raise TypeError("permissions is no object")
    lists = {key: tuple(part) for key, part in granted.items() if isinstance(part, list)}
    permissions = Permissions(**lists, system=granted.get("system") is True)  # type: ignore[arg-type]
    tuples = {key: tuple(part) for key, part in fields.items() if isinstance(part, list)}
    record = Record(
        **{**fields, **tuples, "permissions": permissions, "risk": Risk(str(fields["risk"]))}  # type: ignore[arg-type]
    )
    if record.path.name != f"{record.name}.json":
        raise ValueError("name and path differ")
    return record
