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

from __future__ import annotations


class _Vector:
    __slots__ = ("x", "y")

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y

    def __add__(self, other: _Vector) -> _Vector:
        return _Vector(self.x + other.x, self.y + other.y)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.__class__) and self.__dict__ == other.__dict__

    def __getattr__(self, name: str) -> float:
        if name == "length":
            return (self.x**2 + self.y**2) ** 0.5
        raise AttributeError(f"{type(self).__name__} has no {name}")


def add_vectors(a: list[float], b: list[float]) -> list[float]:
    """Add vectors."""
    total = _Vector(*a) + _Vector(*b)
    return [total.x, total.y, total.length]
