"""One pack a landing, and few packs all the same."""

import contextlib
import os
from collections import Counter
from pathlib import Path

import dulwich.object_format
import dulwich.pack
import pytest

from chotu_bot.vcs import Repository
from landing_worker import land, land_at_once
from workbench import Workbench


def packs(bench: Workbench) -> list[Path]:
    return sorted((bench.folder / ".git" / "objects" / "pack").glob("pack-*.pack"))


def write_packs(repository: Repository, count: int) -> list[str]:
    """Packs of three objects each, which no ref leads to."""
    written = []
    for number in range(count):
        written += [repository.store.write("blob", b"%d %d" % (number, one)) for one in range(3)]
        repository.flush()
    return written


def test_a_landing_writes_one_pack_that_git_and_others_read(
    bench: Workbench, repository: Repository
) -> None:
    before = set(packs(bench))
    land_at_once(repository, "whisper")
    (made,) = set(packs(bench)) - before
    bench.git("verify-pack", str(made))
    read = dulwich.pack.Pack(str(made.with_suffix("")), object_format=dulwich.object_format.SHA1)
    with contextlib.closing(read):
        read.check()
        kinds = Counter(read[name].type_name for name in read.index)
    assert kinds == {b"blob": 5, b"tree": 6, b"commit": 2}
    assert oct(made.stat().st_mode & 0o777) == "0o444"
    bench.require_sound()


@pytest.mark.parametrize("size", [0, 15, 16, 2_047, 2_048, 300_000])
def test_objects_of_any_size_are_packed(
    bench: Workbench, repository: Repository, size: int
) -> None:
    content = os.urandom(size)
    oid = repository.store.write("blob", content)
    others = [repository.store.write("blob", b"one"), repository.store.write("blob", b"two")]
    repository.flush()
    (made,) = packs(bench)
    bench.git("verify-pack", str(made))
    assert [bench.git("cat-file", "-s", one) for one in [oid, *others]] == [str(size), "3", "3"]
    assert repository.store.content(oid, "blob") == content


def test_many_packs_are_rolled_up_and_every_object_stays(
    bench: Workbench, repository: Repository
) -> None:
    # Another process is about to use these: no ref leads to them yet.
    written = write_packs(repository, 41)
    reader = repository.store.content(written[0], "blob")
    land(repository, "shout", "1.0.0")
    assert len(packs(bench)) < 5
    assert repository.store.content(written[0], "blob") == reader
    assert len(repository.store.contents(written, "blob")) == 123
    assert repository.read("main", "generated_tools/text/shout/tool.py") is not None
    bench.require_sound()


def test_packs_stay_where_git_is_told_to_leave_them(bench: Workbench) -> None:
    bench.git("config", "gc.auto", "0")
    with Repository.open(bench.folder) as repository:
        write_packs(repository, 41)
        repository.compaction.run_if_due()
    assert len(packs(bench)) == 41


def test_few_packs_stay_as_they_are(bench: Workbench, repository: Repository) -> None:
    write_packs(repository, 40)
    repository.compaction.run_if_due()
    assert len(packs(bench)) == 40


def test_a_roll_up_that_fails_costs_nothing(bench: Workbench, repository: Repository) -> None:
    written = write_packs(repository, 41)
    damaged = packs(bench)[0]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-30])
    repository.compaction.run_if_due()
    assert len(packs(bench)) == 41
    found = repository.store.find_all(written)
    assert sum(one is not None for one in found) >= 120
