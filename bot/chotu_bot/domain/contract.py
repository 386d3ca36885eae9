"""The contract of a tool: what is fixed before any code is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from chotu_bot.domain.shapes import Anything, Json, Shape, schema


class Risk(StrEnum):
    """How much a tool may touch; computed from its permissions, never claimed."""

    PURE = "pure"
    READ = "read"
    SYSTEM = "system"
    WRITE = "write"
    NETWORK = "network"
    PROCESS = "process"

    @property
    def rank(self) -> int:
        """Order of risk; reading files and reading machine status weigh the same."""
        return _RANKS[self]


_RANKS = {
    Risk.PURE: 0,
    Risk.READ: 1,
    Risk.SYSTEM: 1,
    Risk.WRITE: 2,
    Risk.NETWORK: 3,
    Risk.PROCESS: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What a tool may touch beyond its arguments; empty means pure."""

    read: tuple[str, ...] = ()
    """Parameters whose paths may be read."""
    write: tuple[str, ...] = ()
    """Parameters whose paths may be written."""
    net: tuple[str, ...] = ()
    """``host:port``, or ``{parameter}`` where the caller names the address or URL."""
    run: tuple[str, ...] = ()
    """Executables, by name, or ``{parameter}``."""
    env: tuple[str, ...] = ()
    """Environment variables, by name."""
    system: bool = False
    """Reading machine status under /proc and /sys."""

    @property
    def risk(self) -> Risk:
        """The highest risk that any permission brings."""
        if self.run or self.env:
            return Risk.PROCESS
        if self.net:
            return Risk.NETWORK
        if self.write:
            return Risk.WRITE
        if self.system:
            return Risk.SYSTEM
        return Risk.READ if self.read else Risk.PURE

    def to_json(self) -> dict[str, Json]:
        """Only what is granted, in a fixed order."""
        lists = {
            "read": self.read,
            "write": self.write,
            "net": self.net,
            "run": self.run,
            "env": self.env,
        }
        granted: dict[str, Json] = {key: list(value) for key, value in lists.items() if value}
        return {**granted, "system": True} if self.system else granted


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One call and its result, as the person who asked gave it or the author promised it."""

    arguments: Mapping[str, Json]
    result: Json
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Files the call needs, by relative path; arguments name them by that path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a tool."""

    name: str
    shape: Shape
    annotation: str
    """The type as written in the source."""
    required: bool = True
    default: Json = None
    """The default value; meaningless where ``required``."""
    summary: str = ""
    """One line from the docstring's Args section."""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Name, typed parameters, result, permissions, dependencies and examples of a tool."""

    name: str
    summary: str
    """One line, at most 200 characters."""
    category: str
    keywords: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    result: Shape = field(default_factory=Anything)
    result_annotation: str = "Any"
    permissions: Permissions = field(default_factory=Permissions)
    dependencies: tuple[str, ...] = ()
    """PEP 508 requirements, as in the PEP 723 block."""
    examples: tuple[Example, ...] = ()
    version: str = "1.0.0"
    composed_from: tuple[str, ...] = ()
    """``name@version sha256:…`` of each tool that is inlined in this one."""
    raises: tuple[str, ...] = ()
    """Documented errors: exception names from the docstring's Raises section."""

    @property
    def risk(self) -> Risk:
        """Computed from the permissions."""
        return self.permissions.risk

    @cached_property
    def arguments_schema(self) -> dict[str, Json]:
        """JSON Schema (2020-12) of the arguments object."""
        properties: dict[str, Json] = {}
        for parameter in self.parameters:
            entry = schema(parameter.shape)
            if parameter.summary:
                entry["description"] = parameter.summary
            if not parameter.required:
                entry["default"] = parameter.default
            properties[parameter.name] = entry
        return {
            "type": "object",
            "properties": properties,
            "required": [one.name for one in self.parameters if one.required],
            "additionalProperties": False,
        }

    @property
    def result_schema(self) -> dict[str, Json]:
        """JSON Schema (2020-12) of the result."""
        return schema(self.result)

    @property
    def signature(self) -> str:
        """``name(a: str, b: int = 3) -> str``."""
        inside = ", ".join(_parameter_text(parameter) for parameter in self.parameters)
        return f"{self.name}({inside}) -> {self.result_annotation}"

    def effective(self, arguments: Mapping[str, Json]) -> dict[str, Json]:
        """``arguments``, with the defaults of what was left out, but for None."""
        defaults = {
            one.name: one.default
            for one in self.parameters
            if not one.required and one.default is not None
        }
        return {**defaults, **arguments}

    def parameter(self, name: str) -> Parameter | None:
        """The parameter called ``name``, if there is one."""
        return next((one for one in self.parameters if one.name == name), None)


def _parameter_text(parameter: Parameter) -> str:
    text = f"{parameter.name}: {parameter.annotation}"
    return text if parameter.required else f"{text} = {parameter.default!r}"


def digest(content: bytes) -> str:
    """sha256 in hexadecimal, the only digest used in evidence and registry."""
    return hashlib.sha256(content).hexdigest()


def canonical_json(value: Json) -> bytes:
    """``value`` as bytes that are the same everywhere: sorted keys, two spaces, final newline."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
