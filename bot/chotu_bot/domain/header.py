"""The PEP 723 block of a tool: its metadata, permissions and examples."""

import base64
import binascii
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chotu_bot.domain import names
from chotu_bot.domain.contract import Example, Permissions
from chotu_bot.domain.malformed import MalformedToolError, malformed
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding

BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
"""The PEP's own expression for a script block."""
_HEADER_KEYS = frozenset(
    {"version", "summary", "category", "keywords", "permissions", "examples"} | {"composed_from"}
)
_PERMISSION_LISTS = ("read", "write", "net", "run", "env")
_SUMMARY_LIMIT = 200
_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The PEP 723 block of a tool."""

    requires_python: str
    dependencies: tuple[str, ...]
    version: str
    summary: str
    category: str
    keywords: tuple[str, ...]
    permissions: Permissions
    examples: tuple[Example, ...]
    composed_from: tuple[str, ...] = ()
    """``name@version sha256:…`` of each tool that is inlined; empty for most."""


def read_header(text: str) -> Header:
    """The PEP 723 block of a tool.

    Raises:
        MalformedToolError: when it is missing, doubled, no TOML, or holds a wrong value.
    """
    blocks = list(BLOCK.finditer(text))
    if len(blocks) != 1:
        what = "no PEP 723 block (# /// script … # ///)" if not blocks else "two PEP 723 blocks"
        raise malformed("contract/header", what)
    content = "".join(
        line[2:] if line.startswith("# ") else line[1:]
        for line in blocks[0]["content"].splitlines(keepends=True)
    )
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise malformed("contract/header", f"the PEP 723 block is no TOML: {error}") from error
    return _Header(table).read()


def has_header(text: str) -> bool:
    """Whether the text carries a PEP 723 block at all."""
    return BLOCK.search(text) is not None


class _Header:
    """Reads the table, collecting every problem."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        tool = table.get("tool", {})
        chotu = tool.get("chotu") if isinstance(tool, dict) else None
        self._chotu: Mapping[str, Any] = chotu if isinstance(chotu, dict) else {}
        self._findings: list[Finding] = []

    def read(self) -> Header:
        self._unknown_keys()
        header = Header(
            requires_python=self._text(self._table, "requires-python", ">=3.11"),
            dependencies=self._texts(self._table, "dependencies"),
            version=self._version(),
            summary=self._summary(),
            category=self._category(),
            keywords=self._texts(self._chotu, "keywords"),
            permissions=self._permissions(),
            examples=self._examples(),
            composed_from=self._texts(self._chotu, "composed_from"),
        )
        if self._findings:
            raise MalformedToolError(self._findings)
        return header

    def _problem(self, message: str) -> None:
        self._findings.append(Finding(rule="contract/header", message=message))

    def _unknown_keys(self) -> None:
        if not self._chotu:
            self._problem("the PEP 723 block has no [tool.chotu] table")
        for key in sorted(self._table.keys() - {"requires-python", "dependencies", "tool"}):
            self._problem(f"unknown key {key!r} in the PEP 723 block")
        for key in sorted(self._chotu.keys() - _HEADER_KEYS):
            self._problem(f"unknown key {key!r} in [tool.chotu]")

    def _text(self, table: Mapping[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self._problem(f"{key} is a string")
            return default
        return value

    def _texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._problem(f"{key} is a list of strings")
            return ()
        return tuple(value)

    def _version(self) -> str:
        version = self._text(self._chotu, "version", "")
        if not _VERSION.fullmatch(version):
            self._problem(f"version {version!r} is not of the form 1.2.3")
        return version

    def _summary(self) -> str:
        summary = self._text(self._chotu, "summary", "")
        if not 0 < len(summary) <= _SUMMARY_LIMIT or "\n" in summary:
            self._problem(f"summary is one line of 1 to {_SUMMARY_LIMIT} characters")
        return summary

    def _category(self) -> str:
        category = self._text(self._chotu, "category", "")
        if not names.is_category(category):
            listed = ", ".join(names.CATEGORIES)
            self._problem(f"no category {category!r}; there are: {listed}")
        return category

    def _permissions(self) -> Permissions:
        table = self._chotu.get("permissions", {})
        if not isinstance(table, dict):
            self._problem("permissions is a table")
            return Permissions()
        for key in sorted(table.keys() - {*_PERMISSION_LISTS, "system"}):
            self._problem(f"unknown permission {key!r}")
        lists = {key: self._texts(table, key) for key in _PERMISSION_LISTS}
        system = table.get("system", False)
        if not isinstance(system, bool):
            self._problem("permission system is true or false")
        return Permissions(**lists, system=system is True)

    def _examples(self) -> tuple[Example, ...]:
        examples = []
        for number, text in enumerate(self._texts(self._chotu, "examples"), 1):
            try:
                examples.append(example_from_json(text))
            except ValueError as error:
                self._problem(f"example {number}: {error}")
        return tuple(examples)


def example_from_json(text: str) -> Example:
    """One example from its line in the header.

    Raises:
        ValueError: when it is not ``{"arguments": {...}, "result": …, "files": {...}}``.
    """
    value = json.loads(text)
    if not isinstance(value, dict) or not {"arguments", "result"} <= value.keys():
        raise ValueError('an example is {"arguments": {...}, "result": ...}')
    if value.keys() - {"arguments", "result", "files"} or not isinstance(value["arguments"], dict):
        raise ValueError('an example is {"arguments": {...}, "result": ..., "files": {...}}')
    files = value.get("files", {})
    if not isinstance(files, dict):
        raise ValueError(  # noqa: TRY004 - one error type for a malformed text
            "files is an object of relative path to text"
        )
    return Example(
        arguments=value["arguments"],
        result=value["result"],
        files={path: _file_content(content) for path, content in files.items()},
    )


def example_to_json(example: Example) -> str:
    """One example as its line in the header; inverse of ``example_from_json``."""
    value: dict[str, Json] = {"arguments": dict(example.arguments), "result": example.result}
    if example.files:
        value["files"] = {path: _file_json(data) for path, data in example.files.items()}
    return json.dumps(value, ensure_ascii=False)


def _file_content(content: object) -> bytes:
    match content:
        case str():
            return content.encode()
        case {"base64": str(encoded)}:
            try:
                return base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError(f"a file's base64 is broken: {error}") from error
        case _:
            raise ValueError('a file is text or {"base64": "..."}')


def _file_json(data: bytes) -> Json:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}
