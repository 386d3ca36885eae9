"""A bound on the work that one reply may cause, so that a hostile one costs seconds at most."""

_READINGS = 12
_FREE = 10_000


class Effort:
    """Counts the characters that are tried as code or JSON; at most a few times the text."""

    def __init__(self, text: str) -> None:
        self._left = _READINGS * len(text) + _FREE

    def allows(self, text: str) -> bool:
        """Whether ``text`` may still be tried; counts it if so."""
        if len(text) > self._left:
            return False
        self._left -= len(text) + 1
        return True
