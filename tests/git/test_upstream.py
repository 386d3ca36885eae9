"""Landing upstream first: several clones of one remote, and remotes that say no."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chotu_bot.errors import RepositoryError
from chotu_bot.registry import Registry
from chotu_bot.vcs import Repository
from landing_worker import follower_of, land
from workbench import Workbench, make_bench

TESTS = Path(__file__).resolve().parents[1]
SEARCHED = f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep)


@pytest.fixture
def remote(tmp_path: Path) -> Workbench:
    """A bare repository whose ``main`` holds one commit."""
    first = make_bench(tmp_path / "first")
    first.commit("Begin", a="1")
    first.git("clone", "--quiet", "--bare", str(first.folder), str(tmp_path / "remote.git"))
    return Workbench(tmp_path / "remote.git")


def clone(remote: Workbench, name: str, *options: str) -> Workbench:
    folder = remote.folder.parent / name
    url = f"file://{remote.folder}"
    person = ("-c", "user.name=Ada Example", "-c", "user.email=ada@example.org")
    remote.git("clone", "--quiet", *person, *options, url, str(folder))
    return Workbench(folder)


def push_landing(bench: Workbench, name: str, version: str = "1.0.0") -> None:
    with Repository.open(bench.folder) as repository:
        land(repository, name, version, follower_of(repository, push=True))


def tip(bench: Workbench) -> str:
    return bench.git("rev-parse", "main")


def require_same(*benches: Workbench) -> None:
    assert len({tip(one) for one in benches}) == 1
    for one in benches:
        one.require_sound()


def tools(bench: Workbench) -> set[str]:
    with Repository.open(bench.folder) as repository:
        registry = Registry(repository, "main")
        assert registry.check() == ()
        return set(registry.names())


def test_a_landing_is_upstream_and_here(remote: Workbench) -> None:
    one = clone(remote, "one")
    push_landing(one, "shout")
    require_same(remote, one)
    assert tools(remote) == {"shout"}
    assert one.git("rev-parse", "origin/main") == tip(one)
    assert one.status() == ""
    assert remote.git("branch", "--list", "learn/*") == ""


def test_a_clone_that_is_behind_catches_up_and_keeps_both_landings(remote: Workbench) -> None:
    one, two = clone(remote, "one"), clone(remote, "two")
    push_landing(one, "shout")
    push_landing(two, "whisper")
    require_same(remote, two)
    assert tools(two) == {"shout", "whisper"}
    assert two.status() == ""
    push_landing(one, "shout", "1.1.0")
    require_same(remote, one)


def test_losing_the_race_costs_a_retry_and_not_the_landing(remote: Workbench) -> None:
    """Another clone pushes between our fetch and our push: in our own pre-push hook."""
    one, two = clone(remote, "one"), clone(remote, "two")
    two.commit("Meanwhile", b="2")
    hook = one.folder / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!/bin/sh\necho run >> '{one.folder}/.git/runs'\n"
        f"test -e '{one.folder}/.git/raced' && exit 0\ntouch '{one.folder}/.git/raced'\n"
        f"unset GIT_DIR; git -C '{two.folder}' push --quiet origin main\n"
    )
    hook.chmod(0o755)
    push_landing(one, "shout")
    assert (one.folder / ".git/runs").read_text() == "run\nrun\n"
    require_same(remote, one)
    assert one.git("rev-parse", "main^1") == tip(two)
    assert (one.folder / "b").read_text() == "2"
    assert one.status() == ""


def test_an_empty_remote_gets_the_branch(tmp_path: Path, bench: Workbench) -> None:
    bench.git("init", "--quiet", "--bare", str(tmp_path / "new.git"))
    bench.git("remote", "add", "origin", str(tmp_path / "new.git"))
    push_landing(bench, "shout")
    assert Workbench(tmp_path / "new.git").git("rev-parse", "main") == tip(bench)


def test_the_branch_of_gits_own_configuration_is_used(remote: Workbench) -> None:
    one = clone(remote, "one", "--origin", "hub")
    remote.git("branch", "served", "main")
    one.git("config", "branch.main.merge", "refs/heads/served")
    push_landing(one, "shout")
    assert remote.git("rev-parse", "served") == tip(one) != tip(remote)


def test_a_shallow_clone_lands_too(remote: Workbench) -> None:
    one = clone(remote, "one")
    push_landing(one, "shout")
    two = clone(remote, "two", "--depth=1")
    push_landing(two, "whisper")
    assert tip(two) == tip(remote)
    assert tools(remote) == {"shout", "whisper"}


# --- what stops it ---------------------------------------------------------------------------


def require_refused(bench: Workbench, match: str) -> None:
    before = (tip(bench), bench.status())
    with pytest.raises(RepositoryError, match=match):
        push_landing(bench, "murmur")
    assert (tip(bench), bench.status()) == before
    bench.require_sound()


def test_histories_that_have_parted_are_left_to_a_person(remote: Workbench) -> None:
    one, two = clone(remote, "one"), clone(remote, "two")
    push_landing(one, "shout")
    two.commit("Aside", b="2")
    require_refused(two, "main and origin/main have parted; merge or rebase")
    remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main^2^"))
    push_landing(one, "whisper")
    assert tip(remote) == tip(one)


def test_a_remote_that_was_forced_elsewhere_is_left_to_a_person(remote: Workbench) -> None:
    one, two = clone(remote, "one"), clone(remote, "two")
    push_landing(one, "shout")
    two.commit("Other history", b="2")
    two.git("push", "--quiet", "--force", "origin", "main")
    require_refused(one, "have parted")


def test_what_the_remote_refuses_is_told_in_its_words(remote: Workbench) -> None:
    one = clone(remote, "one")
    hook = remote.folder / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho main is protected >&2; exit 1\n")
    hook.chmod(0o755)
    require_refused(one, "origin/main did not take it: .*main is protected")
    assert one.git("branch", "--list", "learn/*").strip() == "learn/murmur"


def test_a_remote_that_is_not_there_is_named(bench: Workbench) -> None:
    require_refused(bench, "origin")


def test_local_changes_in_the_way_of_catching_up_are_named_and_kept(remote: Workbench) -> None:
    one, two = clone(remote, "one"), clone(remote, "two")
    one.commit("Change", a="2")
    one.git("push", "--quiet", "origin", "main")
    two.write("a", "mine")
    require_refused(two, "local changes are in the way: a")
    assert (two.folder / "a").read_text() == "mine"


# --- many ------------------------------------------------------------------------------------


def race(remote: Workbench, landings: int) -> None:
    clones = [clone(remote, f"clone_{number}") for number in range(3)]
    workers = [
        subprocess.Popen(
            [sys.executable, str(TESTS / "landing_worker.py"), str(one.folder), one.folder.name,
             str(landings), "push"],
            env={**os.environ, "PYTHONPATH": SEARCHED},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for one in clones
    ]  # fmt: skip
    said = [worker.communicate()[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert tools(remote) == {f"{one.folder.name}_{n}" for one in clones for n in range(landings)}
    merges = remote.git("rev-list", "--count", "--merges", "--first-parent", "main")
    assert int(merges) == 3 * (landings + (landings > 1))
    remote.require_sound()
    for one in clones:
        assert one.status() == ""
        one.require_sound()
    print(f"{merges} landings of three clones upstream, none lost")  # noqa: T201 - the figure


def test_three_clones_of_one_remote_lose_no_landing(remote: Workbench) -> None:
    race(remote, 2)


@pytest.mark.acceptance
def test_three_clones_with_twenty_landings_each_lose_none(remote: Workbench) -> None:
    race(remote, 20)
