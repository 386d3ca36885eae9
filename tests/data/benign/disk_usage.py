# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { system = true }
# ///
"""A sample of the corpus."""

import shutil


def disk_usage(path: str = "/") -> dict[str, int]:
    """Say the disk usage."""
    usage = shutil.disk_usage(path)
    return {"total": usage.total, "used": usage.used, "free": usage.free}
