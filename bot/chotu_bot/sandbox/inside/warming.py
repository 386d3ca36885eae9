"""Getting ready for tests: pytest, hypothesis and coverage imported and used, once for all jobs."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator

from . import pytest_runner


def warm_up() -> None:
    """Get ready; told to terminate meanwhile, this process ends at once and leaves nothing."""
    folder = tempfile.mkdtemp(prefix=f"chotu-warm-{os.getpid()}-")
    try:
        with _leaving(folder):
            _use_once(folder)
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _leaving(folder: str) -> Iterator[None]:
    def leave(*_: object) -> None:
        while os.path.lexists(folder):
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _use_once(folder: str) -> None:
    with contextlib.suppress(ImportError):
        import coverage  # noqa: F401 - imported once, for all jobs
    pytest_runner.settle_hypothesis()
    pytest_runner.warm_up(folder)
