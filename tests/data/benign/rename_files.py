# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["folder"] }
# ///
"""A sample of the corpus."""

from pathlib import Path


def rename_files(folder: str, prefix: str) -> list[str]:
    """Rename files."""
    done = []
    for number, path in enumerate(sorted(Path(folder).iterdir()), 1):
        if path.is_file():
            target = path.with_name(f"{prefix}{number:03d}{path.suffix}")
            path.rename(target)
            done.append(target.name)
    return done
