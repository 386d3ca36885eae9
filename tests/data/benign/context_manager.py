# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def _section(parts: list[str], name: str) -> Iterator[None]:
    parts.append(f"<{name}>")
    yield
    parts.append(f"</{name}>")


def wrap(text: str, names: list[str]) -> str:
    """Wrap a text."""
    parts: list[str] = []
    with suppress(ValueError):
        parts.append(str(int(text)))
    for name in names:
        with _section(parts, name):
            parts.append(text)
    return "".join(parts)
