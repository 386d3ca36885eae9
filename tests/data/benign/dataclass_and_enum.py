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

from dataclasses import asdict, dataclass, field
from enum import Enum


class _Kind(Enum):
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, order=True)
class _Item:
    name: str
    size: int = 0
    tags: list[str] = field(default_factory=list)


def describe_items(names: list[str]) -> list[dict[str, object]]:
    """Describe items."""
    items = [_Item(name=name, size=len(name)) for name in names]
    kinds = [_Kind.HIGH if item.size > 3 else _Kind.LOW for item in items]
    return [{**asdict(item), "kind": kind.value} for item, kind in zip(items, kinds, strict=True)]
