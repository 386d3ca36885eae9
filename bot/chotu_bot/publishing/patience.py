"""Trying again after a lost race."""

import contextlib
import time
from collections.abc import Callable
from typing import TypeVar

from chotu_bot.errors import LostRaceError

# Only gits that do not know our lock can win a race against us. Each loss costs some
# milliseconds; whoever moves the branch without pause for this long needs to be told.
_PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.005

T = TypeVar("T")


def retried(attempt: Callable[[], T]) -> T:
    """What ``attempt`` returns, once it wins.

    Raises:
        LostRaceError: when it still loses after half a minute.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(LostRaceError):
            return attempt()
        time.sleep(_PAUSE_SECONDS)
    return attempt()
