"""What was looked at lately, by object id: what an id stands for never changes."""

import threading
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The values used last. Safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        """``limit``: how many are kept; beyond it, the one not used for longest goes."""
        self._limit = limit
        self._kept: dict[str, Value] = {}
        self._lock = threading.Lock()

    def get(self, oid: str) -> Value | None:
        """The value kept for an id."""
        with self._lock:
            value = self._kept.pop(oid, None)
            if value is not None:
                self._kept[oid] = value
            return value

    def put(self, oid: str, value: Value) -> None:
        """Keep a value that is not None."""
        with self._lock:
            self._kept.pop(oid, None)
            self._kept[oid] = value
            if len(self._kept) > self._limit:
                del self._kept[next(iter(self._kept))]
