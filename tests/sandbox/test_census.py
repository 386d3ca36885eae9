"""Every process of a job is found, however it hides."""

import os
import signal
import time
from pathlib import Path

import pytest

from chotu_bot.sandbox.inside import census


@pytest.mark.parametrize("listed", [True, False])
def test_descendants_are_found_with_and_without_the_kernels_list(listed: bool) -> None:  # noqa: FBT001
    counted = census.OfDescendants(os.getpid())
    counted._listed = listed
    before = set(counted.pids())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        born = os.fork()
        if born:
            os.write(writing, str(born).encode())
        time.sleep(60)
        os._exit(0)
    grandchild = int(os.read(reading, 64))
    found = set(counted.pids()) - before
    for pid in (child, grandchild):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)

    assert {child, grandchild} <= found


def test_what_is_gone_counts_for_nothing() -> None:
    gone = [2**22 - 1]
    assert census.threads(gone) == census.memory(gone, 0) == 0
    assert census.cpu_seconds(gone) == 0


def test_own_memory_and_threads_are_seen() -> None:
    own = [os.getpid()]
    assert census.threads(own) >= 1
    assert census.memory(own, 2**62) > 2**20
    assert 0 < census.memory(own, 0) <= census.memory(own, 2**62) * 2
    assert census.cpu_seconds(own) > 0


def test_empty_files_and_folders_have_a_size(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "empty").touch()
    assert census.usage(str(tmp_path)) >= 20 * 1024
    assert census.usage(str(tmp_path / "absent")) == 0
