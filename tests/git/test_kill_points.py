"""Killed between any two system calls that change something: the old state or the new one."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from chotu_bot.registry import Registry, check_files
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Follower
from chotu_bot.vcs.stale import is_git_at_work
from landing_worker import land
from workbench import Workbench, make_bench

TESTS = Path(__file__).resolve().parents[1]
SEARCHED = f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep)
CALLS = "write,fsync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat"
DIRT = " M README.md\n?? generated_tools/text/shout/mine.txt"
OUTCOMES = {
    "land": ({"other 1.0.0", "shout 1.1.0"}, {"other 1.0.0", "shout 1.1.0", "fresh 1.0.0"}),
    "improve": ({"other 1.0.0", "shout 1.1.0"}, {"other 1.0.0", "shout 1.2.0"}),
    "rollback": ({"other 1.0.0", "shout 1.1.0"}, {"other 1.0.0", "shout 1.0.0"}),
    "compact": ({"other 1.0.0", "shout 1.1.0"}, {"other 1.0.0", "shout 1.1.0", "fresh 1.0.0"}),
    "rebuild": ({"other 1.0.0", "shout 1.1.0"}, {"other 1.0.0", "shout 1.1.0"}),
}

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None
    or subprocess.run(
        ["strace", "-qq", "-o", os.devnull, "true"], check=False, capture_output=True
    ).returncode
    != 0,
    reason="strace cannot trace here",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two tools, one of two versions, and a person's unfinished work."""
    folder = tmp_path_factory.mktemp("kill") / "template"
    bench = make_bench(folder)
    bench.commit("Begin", **{"README.md": "hello\n"})
    with Repository.open(folder) as repository:
        land(repository, "other", "1.0.0")
        land(repository, "shout", "1.0.0")
        land(repository, "shout", "1.1.0")
    bench.write("README.md", "my change\n")
    bench.write("generated_tools/text/shout/mine.txt", "mine\n")
    assert bench.git("status", "--porcelain", "-uall") == DIRT
    return folder


def add_packs(folder: Path) -> None:
    """So many small packs that the next landing rolls them up."""
    with Repository.open(folder) as repository:
        for number in range(41):
            for one in range(3):
                repository.store.write("blob", b"%d of %d" % (one, number))
            repository.flush()


def _untraced() -> dict[str, str]:
    """Our surroundings without coverage's: who is killed writes no figures."""
    return {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}


class Scene:
    """A copy of the template in which one command is killed."""

    def __init__(self, template: Path, folder: Path, scenario: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        self.bench = Workbench(folder)
        self.scenario = scenario
        self.bench.git("update-index", "-q", "--refresh", check=False)
        if scenario == "compact":
            add_packs(folder)
        if scenario == "rebuild":
            self.bench.write("registry/text/other.json", "{}")
            (folder / "registry/text/shout.json").unlink()
            self.bench.write("registry/text/ghost.json", "{}")

    def run(self, *prefix: str, **environment: str) -> int:
        done = subprocess.run(
            [*prefix, sys.executable, "-B", str(TESTS / "kill_worker.py"), str(self.bench.folder),
             self.scenario],
            env={**_untraced(), "PYTHONPATH": SEARCHED, **environment},
            check=False,
            capture_output=True,
        )  # fmt: skip
        while is_git_at_work([self.bench.folder]):
            time.sleep(0.01)
        return done.returncode

    def tools(self) -> set[str]:
        with Repository.open(self.bench.folder) as repository:
            registry = Registry(repository, "main")
            assert registry.check() == ()
            return {f"{one.name} {one.version}" for one in registry.all().records}

    def require_old_or_new(self) -> None:
        """What must hold right after the kill, and after the next command."""
        self.bench.require_sound()
        old, new = OUTCOMES[self.scenario]
        assert self.tools() in (old, new)
        if self.scenario != "rebuild":
            with Repository.open(self.bench.folder) as repository:
                Follower(repository).complete()
            assert self.bench.status() == DIRT
        assert self.run() == 0
        assert self.tools() == new
        assert self.bench.status() == DIRT
        assert check_files(self.bench.folder) == ()
        assert self.bench.git("branch", "--list", "learn/*", "improve/*") == ""
        assert (self.bench.folder / "README.md").read_text() == "my change\n"
        assert list((self.bench.folder / ".chotu").glob("intents/*.json")) == []
        self.bench.require_sound()


def kill_points(template: Path, folder: Path, scenario: str) -> list[tuple[str, int]]:
    """Every changing call the bot makes in a scenario: its name and how often it came before.

    strace counts each call by its name, so a point is a name and a number.
    """
    scene = Scene(template, folder, scenario)
    log = folder.parent / "log"
    assert scene.run("strace", "-qq", "-o", str(log), "-e", f"trace={CALLS}") == 0
    called = [line.partition("(")[0] for line in log.read_text(errors="replace").splitlines()]
    seen: Counter[str] = Counter()
    points = []
    for name in called:
        if name in CALLS.split(","):
            seen[name] += 1
            points.append((name, seen[name]))
    return points


def kill_bot(template: Path, folder: Path, scenario: str, point: tuple[str, int]) -> None:
    """Kill the bot itself right before one of its calls."""
    scene = Scene(template, folder, scenario)
    inject = f"inject={point[0]}:signal=KILL:when={point[1]}"
    assert scene.run("strace", "-qq", "-o", os.devnull, "-e", inject) != 0, point
    scene.require_old_or_new()


def kill_git(
    template: Path, folder: Path, scenario: str, command: str, point: tuple[str, int]
) -> bool:
    """Kill a git that the bot started; False when no git gets as far as that call."""
    scene = Scene(template, folder, scenario)
    wrapper = folder.parent / "bin" / "git"
    wrapper.parent.mkdir(exist_ok=True)
    mark = folder.parent / "killed"
    mark.unlink(missing_ok=True)
    inject = f"inject={point[0]}:signal=KILL:when={point[1]}"
    real = shutil.which("git")
    wrapper.write_text(
        f'#!/bin/sh\nfor word in "$@"; do\n  [ "$word" = {command} ] || continue\n'
        f"  strace -qq -o /dev/null -e '{inject}' {real} \"$@\"\n"
        f"  code=$?\n  [ $code -gt 128 ] && : > '{mark}'\n  exit $code\ndone\n"
        f'exec {real} "$@"\n'
    )
    wrapper.chmod(0o755)
    scene.run(PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    scene.require_old_or_new()
    return mark.exists()


@pytest.mark.no_cover
def test_a_bot_killed_while_landing_leaves_the_old_state_or_the_new(
    template: Path, tmp_path: Path
) -> None:
    points = kill_points(template, tmp_path / "scene", "improve")
    late = points[-12:]
    for point in [points[len(points) // 3], *late[::3]]:
        kill_bot(template, tmp_path / "scene", "improve", point)


@pytest.mark.parametrize(
    ("command", "point"), [("update-ref", ("rename", 2)), ("read-tree", ("unlink", 1))]
)
def test_a_git_killed_while_landing_leaves_the_old_state_or_the_new(
    template: Path, tmp_path: Path, command: str, point: tuple[str, int]
) -> None:
    assert kill_git(template, tmp_path / "scene", "improve", command, point)


@pytest.mark.acceptance
@pytest.mark.parametrize("scenario", list(OUTCOMES))
def test_every_kill_point_of_the_bot(template: Path, tmp_path: Path, scenario: str) -> None:
    points = kill_points(template, tmp_path / "scene", scenario)
    for point in points:
        kill_bot(template, tmp_path / "scene", scenario, point)
    print(f"{scenario}: {len(points)} kill points, 0 broken states")  # noqa: T201 - the figure
    assert len(points) > 10


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("scenario", "command"),
    [
        *product(("land", "improve", "rollback"), ("update-ref", "read-tree")),
        ("compact", "repack"),
    ],
)
def test_every_kill_point_of_its_gits(
    template: Path, tmp_path: Path, scenario: str, command: str
) -> None:
    killed = 0
    for call in CALLS.split(","):
        number = 1
        while kill_git(template, tmp_path / "scene", scenario, command, (call, number)):
            number += 1
        killed += number - 1
    print(f"{scenario}, {command}: {killed} kill points, 0 broken states")  # noqa: T201
    assert killed > 2
