"""Odd places to land in: linked trees, submodules, full and read-only file systems; and an
independent reader of what was written.
"""  # noqa: D205 - one sentence

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dulwich.objects
import dulwich.repo
import pytest
from dulwich.object_store import iter_tree_contents
from dulwich.refs import Ref

from chotu_bot.errors import RepositoryError
from chotu_bot.publishing import Publisher
from chotu_bot.registry import Registry
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Follower
from landing_worker import land
from sample_tools import candidate_of, evidence_of
from workbench import Workbench, make_bench

TESTS = Path(__file__).resolve().parents[1]
TOOL = "generated_tools/text/shout/tool.py"


def test_a_landing_from_a_linked_tree_lets_the_main_tree_follow(
    bench: Workbench, tmp_path: Path
) -> None:
    linked = Workbench(tmp_path / "linked")
    bench.git("worktree", "add", "-q", "-b", "side", str(linked.folder))
    with Repository.open(linked.folder) as repository:
        assert Follower(repository).obstacles("main", [TOOL]) == ()
        land(repository, "shout", "1.0.0")
    assert (bench.folder / TOOL).exists()
    assert not (linked.folder / TOOL).exists()
    assert bench.status() == linked.status() == ""
    bench.require_sound()


def test_a_submodule_takes_landings(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "configuration"))
    above = make_bench(tmp_path / "above")
    above.commit("Begin", a="1")
    above.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(bench.folder), "sub"
    )
    inner = Workbench(above.folder / "sub")
    inner.git("config", "user.name", "Ada")
    inner.git("config", "user.email", "ada@example.org")
    with Repository.open(inner.folder) as repository:
        assert repository.work_tree == inner.folder
        land(repository, "shout", "1.0.0")
    assert (inner.folder / TOOL).exists()
    assert inner.status() == ""
    assert above.git("status", "--porcelain", "sub").split() == ["AM", "sub"]


def test_a_sparse_working_tree_stays_sparse(bench: Workbench) -> None:
    bench.git("sparse-checkout", "set", "docs")
    with Repository.open(bench.folder) as repository:
        land(repository, "shout", "1.0.0")
        land(repository, "shout", "1.1.0")
        assert Registry(repository, "main").check() == ()
    assert not (bench.folder / TOOL).exists()
    assert bench.status() == ""


def test_threads_of_one_server_land_side_by_side(bench: Workbench) -> None:
    with Repository.open(bench.folder) as repository, ThreadPoolExecutor(4) as pool:
        names = [f"tool_{number}" for number in range(12)]
        for _ in pool.map(lambda name: land(repository, name, "1.0.0"), names):
            pass
        assert set(Registry(repository, "main").names()) == set(names)
        assert Registry(repository, "main").check() == ()
    assert bench.status() == ""
    bench.require_sound()


def test_f59_the_same_tool_learned_at_once_lands_once(bench: Workbench) -> None:
    candidate = candidate_of("shout")
    with Repository.open(bench.folder) as repository, ThreadPoolExecutor(4) as pool:
        publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)

        def learn(_: int) -> str:
            try:
                return publisher.publish(candidate, evidence_of(candidate)).commit
            except RepositoryError as error:
                return str(error)

        said = list(pool.map(learn, range(4)))
        assert repository.branch_tip("main") in said
    assert sum("is there now" in one for one in said) == 3
    assert bench.git("rev-list", "--count", "--merges", "main") == "1"


def test_a_shallow_clone_takes_landings(bench: Workbench, tmp_path: Path) -> None:
    bench.commit("More", a="1")
    shallow = Workbench(tmp_path / "shallow")
    bench.git("clone", "-q", "--depth=1", f"file://{bench.folder}", str(shallow.folder))
    with Repository.open(shallow.folder) as repository:
        land(repository, "shout", "1.0.0")
        assert Registry(repository, "main").check() == ()
    assert shallow.status() == ""


def test_an_independent_implementation_reads_the_same_history(bench: Workbench) -> None:
    with Repository.open(bench.folder) as repository:
        for version in ("1.0.0", "1.1.0"):
            land(repository, "shout", version)
        land(repository, "other", "1.0.0")
        Publisher(repository, "main", Templates([shipped_folder()]).render).rollback("shout")
        with dulwich.repo.Repo(str(bench.folder)) as other:
            walked = list(other.get_walker(include=[other.refs[Ref(b"refs/heads/main")]]))
            for entry in walked:
                require_same(repository, other, entry.commit)
            assert len(walked) == 8


def require_same(
    repository: Repository, other: dulwich.repo.Repo, commit: dulwich.objects.Commit
) -> None:
    commit.check()
    ours = repository.commit(commit.id.decode())
    assert ours.tree == commit.tree.decode()
    assert ours.parents == tuple(one.decode() for one in commit.parents)
    assert ours.message == commit.message.decode()
    assert commit.author == f"{ours.author.name} <{ours.author.email}>".encode()
    assert (ours.committer.at, ours.author.at) == (commit.commit_time, commit.author_time)
    for item in iter_tree_contents(other.object_store, commit.tree):
        assert item.path is not None
        assert item.sha is not None
        content = repository.read(commit.id.decode(), item.path.decode())
        assert content == other[item.sha].as_raw_string()


SMALL = """
set -e
mount -t tmpfs -o size={size} tmpfs {folder}
cp -a {source}/. {folder}/
{prepare}
cd {folder}
set +e
"{python}" -B "{worker}" {folder} bot 1 > {said} 2>&1
echo $? > {said}.code
{restore}
git -C {folder} for-each-ref > {said}.refs
git -C {folder} fsck --strict --no-dangling --no-progress > {said}.fsck 2>&1
git -C {folder} status --porcelain > {said}.status
"""


def can_mount() -> bool:
    tried = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        check=False,
        capture_output=True,
    )
    return tried.returncode == 0


@pytest.fixture
def small(bench: Workbench, tmp_path: Path) -> Path:
    """Where a small file system is mounted, in a mount namespace of its own."""
    if not can_mount():
        pytest.skip("a small file system cannot be mounted here")
    bench.git("gc", "-q")
    folder = tmp_path / "small"
    folder.mkdir()
    return folder


LEFT = "$(($(df --output=avail -B1 {folder} | tail -1) - %d))"
FILL = f"head -c {LEFT} /dev/zero > {{folder}}/.git/filler"
EMPTY = "rm {folder}/.git/filler"


@pytest.mark.parametrize(
    ("prepare", "restore"),
    [
        ("mount -o remount,ro {folder}", "true"),
        *[(FILL % spare, EMPTY) for spare in (0, 8_192, 24_576)],
    ],
    ids=["read-only", "full", "nearly full", "room for the objects alone"],
)
def test_a_file_system_that_takes_no_more_leaves_the_old_state(
    bench: Workbench, small: Path, tmp_path: Path, prepare: str, restore: str
) -> None:
    said = tmp_path / "said"
    script = SMALL.format(
        size="2m", folder=small, source=bench.folder, python=sys.executable, said=said,
        worker=TESTS / "landing_worker.py", prepare=prepare.format(folder=small),
        restore=restore.format(folder=small),
    )  # fmt: skip
    searched = f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep)
    subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        check=True,
        env={**os.environ, "PYTHONPATH": searched},
    )
    assert Path(f"{said}.code").read_text().strip() == "1"
    assert "RepositoryError" in said.read_text()
    # A proposal that found room is there as a whole; what it was made for did not happen.
    held = Path(f"{said}.refs").read_text().splitlines()
    assert [line for line in held if "refs/heads/learn/" not in line] == bench.git(
        "for-each-ref"
    ).splitlines()
    assert Path(f"{said}.fsck").read_text() == ""
    assert Path(f"{said}.status").read_text() == ""
