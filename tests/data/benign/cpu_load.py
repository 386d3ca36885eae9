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

import os


def cpu_load() -> dict[str, float]:
    """Say the load."""
    one, five, fifteen = os.getloadavg()
    return {"1": one, "5": five, "15": fifteen, "cpus": float(os.cpu_count() or 1)}
