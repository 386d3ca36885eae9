"""The labelled failures: each with its tool, its call, and how it failed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chotu_bot.calling.call import Failed, Tool
from chotu_bot.domain.contract import Permissions
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.learning.triage import Case
from chotu_bot.sandbox.contract import Ended, Event
from landed import tool_file

_DATA = Path(__file__).parent / "data" / "failures.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One failed call."""

    label: str
    name: str
    tool: Tool
    arguments: Mapping[str, Json]
    failed: Failed
    real: bool

    def case(self, folder: Path) -> Case:
        return Case(
            contract=self.tool.contract,
            failed=self.failed,
            arguments=self.arguments,
            folder=folder,
        )


@cache
def labelled_failures() -> tuple[Labelled, ...]:
    table = tomllib.loads(_DATA.read_text("utf-8"))
    return tuple(
        _case(number, one, table["tools"][one["tool"]]) for number, one in enumerate(table["case"])
    )


def lay_out(folder: Path) -> Path:
    """The files that the calls name."""
    (folder / "folder").mkdir(parents=True)
    (folder / "table.csv").write_text("a,b\n1,2\n")
    (folder / "picture.bin").write_bytes(b"\xff\xd8\xff\x00")
    return folder


def _case(number: int, row: Mapping[str, Any], tool: Mapping[str, Any]) -> Labelled:
    granted = {
        key: value if isinstance(value, bool) else tuple(value)
        for key, value in tool.get("permissions", {}).items()
    }
    _, source = tool_file(
        tool["code"],
        permissions=Permissions(**granted),
        dependencies=tuple(tool.get("dependencies", ())),
    )
    return Labelled(
        label=row["label"],
        name=f"{number}-{row['label']}-{row['tool']}-{row['failed']['error']}",
        tool=Tool(contract=read_contract(source), source=source),
        arguments=row["args"],
        failed=_failed(row["failed"]),
        real=row.get("real", False),
    )


def _failed(known: Mapping[str, Any]) -> Failed:
    line = known.get("line", 0)
    return Failed(
        error=known["error"],
        message=known["message"],
        traceback=known.get("traceback", f'File "tool.py", line {line}' if line else ""),
        line=line,
        seconds=0.1,
        output="",
        documented=False,
        ended=Ended(known.get("ended", "exited")),
        denied=tuple(
            Event(kind=kind, subject=subject, line=line, denied=True)
            for kind, subject in known.get("denied", [])
        ),
    )
