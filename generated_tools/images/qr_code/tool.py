# /// script
# requires-python = ">=3.11"
# dependencies = ["segno>=1.6"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Make a QR code of a text or web address, as SVG or PNG."
# category = "images"
# keywords = ["qr", "code", "barcode", "qrcode", "svg", "png", "url", "scan", "address"]
# permissions = { write = ["output"] }
# ///
"""Make a QR code."""

from pathlib import Path
from typing import Literal, TypedDict

import segno


class Code(TypedDict):
    """What was written; ``version`` is the code's size class, from 1 to 40."""

    output: str
    version: int
    modules: int
    format: str


def qr_code(
    text: str,
    output: str,
    correction: Literal["low", "medium", "quartile", "high"] = "medium",
    scale: int = 8,
) -> Code:
    """Make a QR code of a text or web address, as SVG or PNG.

    Args:
        text: What the code says.
        output: The file to write; its ending, svg or png, names the format.
        correction: How much damage the code stands; more makes it larger.
        scale: Pixels per module, from 1 to 50.

    Returns:
        The output path, the code's version, its modules per side, and the format.

    Raises:
        ValueError: If the text is empty or too long for a code, the ending names no format, or
            the scale is out of range.
    """
    kind = Path(output).suffix.lower().removeprefix(".")
    if kind not in ("svg", "png"):
        raise ValueError(f"the output must end in .svg or .png: {output}")
    if not 1 <= scale <= 50:
        raise ValueError(f"scale must be from 1 to 50, not {scale}")
    if not text:
        raise ValueError("the text is empty: a code must say something")
    try:
        code = segno.make_qr(text, error=correction[0], boost_error=False)
    except segno.DataOverflowError as error:
        raise ValueError(f"the text is too long for a code: {len(text)} characters") from error
    _write(code, Path(output), kind, scale)
    version = int(code.version)
    return {"output": output, "version": version, "modules": 17 + 4 * version, "format": kind}


def _write(code: segno.QRCode, output: Path, kind: str, scale: int) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as stream:
            code.save(stream, kind=kind, scale=scale, border=4)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(qr_code(**json.loads(given)), sys.stdout)
