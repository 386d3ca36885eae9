"""Requests of the tables under ``tests/data``, and whether what they gave is right."""

import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned
from chotu_bot.domain.answers import Answer, Exists, Landed, Proposed
from local_services import Services

DATA = Path(__file__).parent / "data"
NOT_AVAILABLE = "not available"
"""The right result of a tool that asks the machine for what it does not have."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The recipe that serves a request, a real input, and the right result."""

    capability: str
    given: Mapping[str, Any]
    result: Any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request and what it deserves."""

    key: str
    text: str
    expected: str
    trial: Trial | None


def rows(file: str) -> list[dict[str, str]]:
    """The rows of a table, by column."""
    lines = (DATA / file).read_text("utf-8").splitlines()
    head, *rest = [line.split("\t") for line in lines if not line.startswith("#")]
    return [dict(zip(head, [*row, ""], strict=False)) for row in rest]


def trial(row: Mapping[str, str]) -> Trial | None:
    """What a row says that a learned tool must give; none where nothing is to be learned."""
    if not row.get("input") or row["input"] == "-":
        return None
    given, result = json.loads(row["input"]), json.loads(row["result"])
    return Trial(capability=row["capability"], given=given, result=result)


def own_requests() -> list[Asked]:
    """The hundred requests that were written before the recipes."""
    return [
        Asked(key=row["id"], text=row["request"], expected=row["expected"], trial=trial(row))
        for row in rows("own_requests.tsv")
    ]


def real_requests() -> list[Asked]:
    """The requests of real users, with the inputs that were written for them."""
    inputs = {row["id"]: trial(row) for row in rows("requests-inputs.tsv")}
    return [
        Asked(
            key=row["id"],
            text=row["request"],
            expected=row["expected"],
            trial=inputs.get(row["id"]),
        )
        for row in rows("requests.tsv")
    ]


def came_of(chotu: Chotu, asked: Asked, folder: Path, services: Services) -> str:
    """In a word or a line: ``right``, the answer's status, or what is wrong."""
    answer = chotu.learn(asked.text, offline=True)
    name = tool_of(answer)
    if name is None:
        return answer.status
    if asked.trial is None:
        return f"wrongly learned: {name}"
    if recipe_of(answer, chotu) != asked.trial.capability:
        return f"wrongly learned: {name}, not {asked.trial.capability}"
    if isinstance(answer, Proposed):
        chotu.approve(name, by="Ada Example <ada@example.org>")
    return gives(chotu, name, asked.trial, folder, services)


def tool_of(answer: Answer) -> str | None:
    """The tool that serves the request now, if one does."""
    return answer.contract.name if isinstance(answer, Exists | Landed | Proposed) else None


def recipe_of(answer: Answer, chotu: Chotu) -> str:
    """The recipe that the tool was made from; names are the recipes' own."""
    assert isinstance(answer, Exists | Landed | Proposed)
    assert answer.contract.name in {one.name for one in chotu._shop.recipes.recipes.values()}
    return answer.contract.name


def gives(chotu: Chotu, name: str, wanted: Trial, folder: Path, services: Services) -> str:
    """Whether a call on the real input gives the right result."""
    places = {
        "$DIR": str(folder),
        "$SITE": services.site,
        "$HOST": services.host,
        "$MAIL": services.mail,
        "$REPO": str(chotu.root),
    }
    prepare(folder, wanted.given)
    called = chotu.run(name, filled(wanted.given["arguments"], places), folder=folder)
    if isinstance(called, Failed) and wanted.result == NOT_AVAILABLE:
        return "right" if _is_clean(called) else f"failed: {called}"
    if not isinstance(called, Returned):
        return f"failed: {called}"
    expected = filled(wanted.result, places)
    files = expected.pop("$files", {}) if isinstance(expected, dict) else {}
    written = {one: (folder / one).read_text("utf-8") for one in files}
    if holds(expected, called.result) and written == files:
        return "right"
    return f"wrong result: {called.result} {written}"


def _is_clean(called: Failed) -> bool:
    return called.documented and called.message.startswith(NOT_AVAILABLE)


def filled(value: Any, places: Mapping[str, str]) -> Any:
    """``value`` with its placeholders filled."""
    if isinstance(value, str):
        for name, place in places.items():
            value = value.replace(name, place)
        return value
    if isinstance(value, list):
        return [filled(one, places) for one in value]
    if isinstance(value, dict):
        return {key: filled(one, places) for key, one in value.items()}
    return value


def holds(expected: Any, found: Any) -> bool:
    """Whether what is expected is among what was found."""
    if expected == "*":
        return bool(found)
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            key in found and holds(one, found[key]) for key, one in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and all(map(holds, expected, found))
            and len(expected) == len(found)
        )
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected))
    return bool(found == expected)


def prepare(folder: Path, given: Mapping[str, Any]) -> None:
    """Make the files that an input names."""
    for name, text in given.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    if "made_by" in given:
        for name, content in MADE[given["made_by"]]().items():
            (folder / name).write_bytes(content)


def _pdfs() -> dict[str, bytes]:
    return {
        **{f"{one}.pdf": pdf("page 1 of 1") for one in (1, 2, 3)},
        "three.pdf": pdf("one", "two", "three"),
    }


def _archive() -> dict[str, bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a.txt", "hi")
    return {"a.zip": stream.getvalue()}


def _tarball() -> dict[str, bytes]:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as made:
        member = tarfile.TarInfo("a.txt")
        member.size = 2
        made.addfile(member, io.BytesIO(b"hi"))
    return {"a.tar.gz": stream.getvalue()}


MADE: Mapping[str, Callable[[], dict[str, bytes]]] = {
    "pdf": _pdfs,
    "zip": _archive,
    "tar": _tarball,
    "latin": lambda: {"old.txt": "größe".encode("latin-1")},
    "png": lambda: {"a.png": png(40, 20)},
}


def png(width: int, height: int) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = (b"\0" + b"\xc8\x1e\x1e" * width) * height
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def pdf(*texts: str) -> bytes:
    """A document with a line of text on each page."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(texts)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(texts):
        drawn = f"BT /F1 12 Tf 20 50 Td ({text}) Tj ET"
        parts.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        parts.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode()
