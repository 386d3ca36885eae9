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

from abc import ABC, abstractmethod
from typing import Final, Literal, Protocol, TypeVar, cast

T = TypeVar("T", int, float)
LIMIT: Final = 10


class _Shape(ABC):
    @abstractmethod
    def area(self) -> float: ...


class _Square(_Shape):
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return self.side**2


class _Sized(Protocol):
    def area(self) -> float: ...


def area(side: float, kind: Literal["square"] = "square") -> float:
    """Area."""
    shape: _Sized = _Square(side)
    return cast("float", shape.area()) if kind == "square" else 0.0
