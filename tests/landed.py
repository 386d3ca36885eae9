"""Tools that are simply there: landed by git as the publisher does, without the gate's seconds."""

import ast
import json

from chotu_bot import Chotu
from chotu_bot.domain.contract import Permissions
from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.rendering.templates import shipped_folder
from sample_tools import evidence_of, lineage_of

_HEADER = """# /// script
# requires-python = ">=3.11"
# dependencies = {dependencies}
#
# [tool.chotu]
# version = "{version}"
# summary = "{summary}"
# category = "misc"
# keywords = []
{permissions}# ///
"""
_MAIN = (shipped_folder() / "tool" / "main.py.j2").read_text("utf-8")


def tool_file(
    body: str,
    *,
    permissions: Permissions | None = None,
    version: str = "1.0.0",
    dependencies: tuple[str, ...] = (),
) -> tuple[str, bytes]:
    """Name and file of the tool whose module body is ``body``."""
    functions = [one for one in ast.parse(body).body if isinstance(one, ast.FunctionDef)]
    function = next(one for one in functions if not one.name.startswith("_"))
    summary = (ast.get_docstring(function) or "Do it.").splitlines()[0]
    granted = _table(permissions) if permissions else ""
    needed = json.dumps(list(dependencies))
    header = _HEADER.format(
        version=version, summary=summary, permissions=granted, dependencies=needed
    )
    start = '"""A tool."""\n\n'
    main = _MAIN.replace("{{ name }}", function.name)
    return function.name, f"{header}{start}{body.strip()}\n\n\n{main}".encode()


def land(
    chotu: Chotu,
    body: str,
    tests: str = "",
    *,
    permissions: Permissions | None = None,
    request: str = "",
    version: str = "1.0.0",
) -> str:
    """Land the tool whose module body is ``body``; returns its name."""
    name, tool = tool_file(body, permissions=permissions, version=version)
    asserted = tests or f"def test_it_is_there() -> None:\n    assert callable({name})\n"
    candidate = Candidate(
        contract=read_contract(tool),
        tool=tool,
        tests=f'"""Tests."""\n\nfrom tool import {name}\n\n\n{asserted}'.encode(),
        request=Request(text=request or name.replace("_", " ")),
        authorship=Authorship(generator="recipe", source="planted"),
    )
    previous = chotu._shop.registry.record(name)
    evidence = evidence_of(candidate, lineage=lineage_of(previous))
    chotu._shop.publisher.publish(candidate, evidence)
    return name


def _table(permissions: Permissions) -> str:
    parts = []
    for key, value in permissions.to_json().items():
        shown = "true" if value is True else str(value).replace("'", '"')
        parts.append(f"{key} = {shown}")
    return f"# permissions = {{ {', '.join(parts)} }}\n"
