# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Take a photo with the camera of this machine."
# category = "images"
# keywords = ["photo", "camera", "webcam", "picture", "snapshot", "capture", "selfie", "snap"]
# permissions = { write = ["output"], run = ["{program}"] }
# ///
"""Take a photo with the camera of this machine."""

import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

_JPEG = b"\xff\xd8\xff"


class Photo(TypedDict):
    """What was taken; not ``available`` where there is no such program or no camera."""

    available: bool
    output: str
    size: int
    summary: str


def take_photo(
    output: str, width: int = 1280, height: int = 720, program: str = "fswebcam"
) -> Photo:
    """Take a photo with the camera of this machine.

    Args:
        output: The JPEG file to write.
        width: Width in pixels, from 16 to 10,000.
        height: Height in pixels, from 16 to 10,000.
        program: A program that takes the options of fswebcam.

    Returns:
        The file and its size in bytes, and a summary, which begins with "not available" where
        the machine has no such program or it finds no camera; then no file is written.

    Raises:
        ValueError: If width or height is out of range.
    """
    if not (16 <= width <= 10_000 and 16 <= height <= 10_000):
        raise ValueError(f"width and height must be from 16 to 10000, not {width} and {height}")
    if shutil.which(program) is None:
        return _none(f"this machine has no program {program}")
    command = [program, "--resolution", f"{width}x{height}", "--no-banner", "--quiet", "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode or not done.stdout.startswith(_JPEG):
        why = done.stderr.decode(errors="replace").strip() or "no picture"
        return _none(f"{program} says: {why}")
    _write(done.stdout, Path(output))
    size = len(done.stdout)
    summary = f"took a photo of {size} bytes"
    return {"available": True, "output": output, "size": size, "summary": summary}


def _none(why: str) -> Photo:
    return {"available": False, "output": "", "size": 0, "summary": f"not available: {why}"}


def _write(picture: bytes, output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        partial.write_bytes(picture)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(take_photo(**json.loads(given)), sys.stdout)
