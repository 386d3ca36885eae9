# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["paths"] }
# ///
"""A sample of the corpus."""

import re
from pathlib import Path


def broken_links(paths: list[str]) -> list[str]:
    """Find broken links in Markdown files."""
    broken = []
    for path in map(Path, paths):
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path}: {target}")
    return broken
