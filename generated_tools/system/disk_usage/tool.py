# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell how full the disk that holds a path is."
# category = "system"
# keywords = ["disk", "usage", "space", "free", "storage", "full", "df", "capacity", "diskspace"]
# permissions = { read = ["path"] }
# ///
"""Tell how full a disk is."""

import shutil
from pathlib import Path
from typing import TypedDict


class DiskUsage(TypedDict):
    """The space of a disk, in bytes and in percent."""

    path: str
    total: int
    used: int
    free: int
    percent_used: float
    summary: str


def disk_usage(path: str) -> DiskUsage:
    """Tell how full the disk that holds a path is.

    Args:
        path: A file or folder on the disk in question.

    Returns:
        Total, used and free bytes; the used share in percent of what users may fill, as ``df``
        shows it; and all of it in one line.

    Raises:
        FileNotFoundError: If the path does not exist.
    """
    if not Path(path).exists():
        raise FileNotFoundError(f"no such file or folder: {path}")
    usage = shutil.disk_usage(path)
    # A view of kernel data has no size at all: nothing of it is used.
    percent = round(100 * usage.used / max(usage.used + usage.free, 1), 1)
    return {
        "path": path,
        "total": usage.total,
        "used": usage.used,
        "free": usage.free,
        "percent_used": percent,
        "summary": f"{percent} % used, {_gigabytes(usage.free)} of {_gigabytes(usage.total)} free",
    }


def _gigabytes(size: int) -> str:
    return f"{size / 10**9:.2f} GB"


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(disk_usage(**json.loads(given)), sys.stdout)
