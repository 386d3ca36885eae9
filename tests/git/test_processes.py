"""Conversations with git that end badly, locks that others hold, and who is still at work."""

import os
import subprocess
from pathlib import Path

import pytest

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs import Repository
from chotu_bot.vcs.commits import parse_commit, trailers
from chotu_bot.vcs.locks import locked
from chotu_bot.vcs.packs import make_pack, write_pack
from chotu_bot.vcs.process import Git, GitError, clean_environment, stop
from chotu_bot.vcs.refs import RefUpdate
from chotu_bot.vcs.stale import is_git_at_work, remove_stale
from workbench import Workbench


def test_a_reader_that_was_killed_is_told_and_then_replaced(repository: Repository) -> None:
    assert repository.read("HEAD", "README.md") == b"hello\n"
    reader = repository.store._reader
    assert reader is not None
    reader.kill()
    reader.wait()
    with pytest.raises(RepositoryError, match="git could not read"):
        repository.read("HEAD", "README.md")
    assert repository.read("HEAD", "README.md") == b"hello\n"


def test_a_ref_writer_that_was_killed_is_told_and_then_replaced(
    bench: Workbench, repository: Repository
) -> None:
    tip = bench.git("rev-parse", "HEAD")
    repository.move([RefUpdate(ref="refs/heads/one", old=None, new=tip)])
    writer = repository._refs._process
    assert writer is not None
    writer.kill()
    writer.wait()
    update = RefUpdate(ref="refs/heads/two", old=None, new=tip)
    with pytest.raises(RepositoryError, match="did not move refs/heads/two"):
        repository.move([update])
    repository.move([update])
    assert set(repository.branches()) == {"main", "one", "two"}


@pytest.mark.parametrize("count", [1, 9])
def test_objects_that_cannot_be_written_leave_nothing_and_wait(
    bench: Workbench, repository: Repository, count: int
) -> None:
    written = [repository.store.write("blob", b"%d of %d" % (one, count)) for one in range(count)]
    objects = bench.folder / ".git" / "objects"
    folder = objects / ("pack" if count > 1 else written[0][:2])
    if folder.exists():
        folder.rmdir()
    folder.write_text("in the way")
    with pytest.raises(RepositoryError, match="cannot be written"):
        repository.flush()
    assert list(objects.rglob("tmp_*")) == []
    folder.unlink()
    repository.flush()
    for one in written:
        assert not repository.store.is_pending(one)
        bench.git("cat-file", "-e", one)


def test_a_pack_cut_short_by_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    pack = make_pack({"aa" * 20: ("blob", b"one")}, "sha1")
    (tmp_path / "pack" / f"pack-{pack.checksum}.idx" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        write_pack(tmp_path / "pack", pack)
    assert list((tmp_path / "pack").glob("tmp_*")) == []


def test_a_lock_that_another_process_holds_is_waited_for_and_told(tmp_path: Path) -> None:
    path = tmp_path / "state" / "landing.lock"
    impatient = locked(path, wait_seconds=0.05)
    with locked(path), pytest.raises(RepositoryError, match="another chotu-bot has held"):
        impatient.__enter__()
    with locked(path):
        assert (path.parent / ".gitignore").read_text() == "*\n"


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RepositoryError, match="cannot be written"):
        locked(tmp_path / "file" / "landing.lock").__enter__()


def test_a_git_that_does_not_end_is_terminated() -> None:
    stubborn = subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stop(stubborn)
    assert stubborn.returncode is not None
    gone = subprocess.Popen(["true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    gone.wait()
    assert gone.stdin is not None
    gone.stdin.write(b"unread")
    stop(gone)
    assert gone.stdin.closed


def test_a_question_git_cannot_answer_is_an_error(bench: Workbench) -> None:
    with pytest.raises(GitError, match="merge-base failed"):
        Git(bench.folder).ask("merge-base", "--is-ancestor", "no-such", "HEAD")


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RepositoryError, match="git is not installed"):
        Repository.open(tmp_path)


def test_the_environment_keeps_what_a_person_set_and_drops_what_a_git_left() -> None:
    given = {
        "PATH": "/bin",
        "GIT_DIR": "x",
        "GIT_INDEX_FILE": "x",
        "GIT_OBJECT_DIRECTORY": "x",
        "GIT_NAMESPACE": "x",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_SSH_COMMAND": "ssh",
        "GIT_CONFIG_KEY_0": "safe.directory",
    }
    assert clean_environment(given) == {
        "PATH": "/bin",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_SSH_COMMAND": "ssh",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_TERMINAL_PROMPT": "0",
    }


def test_a_repository_of_somebody_else_is_not_trusted(bench: Workbench) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(bench.folder, 12345, 12345)
    with pytest.raises(RepositoryError, match=r"safe\.directory"):
        Repository.open(bench.folder)


def test_locks_are_left_where_a_git_is_at_work(bench: Workbench) -> None:
    lock = bench.write(".git/index.lock", "")
    script = "git hash-object --stdin; exit $?"
    person = subprocess.Popen(
        ["sh", "-c", script], cwd=bench.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    while not is_git_at_work([bench.folder]):
        assert person.poll() is None
    assert remove_stale([lock], [bench.folder]) == ()
    assert not is_git_at_work([bench.folder / "elsewhere"])
    person.communicate(b"")
    assert remove_stale([lock, bench.folder / "no.lock"], [bench.folder]) == (lock,)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Subject\n", {}),
        ("Subject: x\n", {}),
        ("Subject\n\nBody\n", {}),
        ("Subject\n\nBody\nA: b\n", {}),
        ("Subject\n\nBody\n\nA: b\nC-D:  e \nA: f\n\n", {"A": "f", "C-D": "e"}),
        ("Subject\n\nA: b\n \nBody\n", {}),
    ],
)
def test_trailers_are_the_last_paragraph_and_nothing_else(
    message: str, found: dict[str, str]
) -> None:
    assert trailers(message) == found


def test_odd_commits_are_read_as_far_as_they_go() -> None:
    content = b"tree 1\nauthor nobody\ncommitter A <a> 5 +0100\ngpgsig x\n y\n z\n\nm\xff\n"
    commit = parse_commit("1", content)
    assert (commit.author.name, commit.committer.at, commit.parents) == ("nobody", 5, ())
    assert commit.subject == "m\ufffd"
