"""Working trees that follow a branch the bot moves."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chotu_bot.errors import LostRaceError, RepositoryError
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Followed, Follower
from chotu_bot.vcs.intents import Intent, Intents
from chotu_bot.vcs.locks import locked
from chotu_bot.vcs.refs import RefUpdate
from workbench import Workbench

TOOL = "generated_tools/text/shout/tool.py"


@pytest.fixture
def follower(repository: Repository) -> Follower:
    return Follower(repository)


def commit_of(
    repository: Repository, changes: dict[str, bytes | None], branch: str = "main"
) -> tuple[str, str]:
    """Base and id of a commit of ``changes`` on the branch, which does not move yet."""
    base = repository.require_tip(branch)
    tree = repository.make_tree(base, changes)
    return base, repository.make_commit(tree, [base], "Change")


def test_new_files_appear_and_the_status_stays_clean(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    old, new = commit_of(repository, {TOOL: b"x = 1\n"})
    assert follower.advance("main", old, new) == Followed()
    assert (bench.folder / TOOL).read_bytes() == b"x = 1\n"
    assert bench.status() == ""
    assert follower.leftovers() == ()


def test_changed_and_removed_files_follow(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Files", **{"a/b/one": "1", "two": "2"})
    old, new = commit_of(repository, {"a/b/one": None, "two": b"3", "README.md": b"\xff\0"})
    follower.advance("main", old, new)
    assert not (bench.folder / "a").exists()
    assert (bench.folder / "two").read_bytes() == b"3"
    assert bench.status() == ""


def test_unrelated_dirt_is_kept(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Files", one="1", two="2", three="3")
    bench.write("one", "unstaged")
    bench.write("two", "staged")
    bench.git("add", "two")
    bench.git("rm", "-q", "three")
    bench.write("generated_tools/text/shout/notes.txt", "untracked")
    before = bench.status()
    old, new = commit_of(repository, {TOOL: b"x\n"})
    follower.advance("main", old, new)
    assert bench.status() == before
    assert (bench.folder / TOOL).exists()


@pytest.mark.parametrize("way", ["edited", "staged", "deleted", "untracked", "ignored", "link"])
def test_local_changes_in_the_way_are_named_and_nothing_moves(
    bench: Workbench, repository: Repository, follower: Follower, way: str
) -> None:
    bench.commit("Files", **{"held": "1", ".gitignore": "ignored\nbuild/\n"})
    path = {"untracked": "fresh", "ignored": "build/deep/x", "link": "generated_tools"}.get(
        way, "held"
    )
    match way:
        case "edited" | "untracked" | "ignored":
            bench.write(path, "mine")
        case "staged":
            bench.write(path, "mine")
            bench.git("add", path)
        case "deleted":
            (bench.folder / path).unlink()
        case "link":
            (bench.folder / path).symlink_to("/tmp")
    before = bench.status()
    changes: dict[str, bytes | None] = {TOOL if way == "link" else path: b"theirs"}
    old, new = commit_of(repository, changes)
    with pytest.raises(RepositoryError, match=f"in the way: {path}") as refusal:
        follower.advance("main", old, new)
    assert refusal.value.exit_code == 6
    assert follower.obstacles("main", changes) == (path,)
    with pytest.raises(RepositoryError, match=path):
        follower.require_clear("main", changes)
    assert repository.branch_tip("main") == old
    assert bench.status() == before
    assert follower.leftovers() == ()


def test_an_obstacle_check_of_free_paths_says_nothing(follower: Follower) -> None:
    follower.require_clear("main", [TOOL, "README.md"])
    assert follower.obstacles("main", [TOOL, "README.md"]) == ()


def test_a_file_that_was_only_touched_is_no_obstacle(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    os.utime(bench.folder / "README.md", (1, 1))
    old, new = commit_of(repository, {"README.md": b"new\n"})
    assert follower.advance("main", old, new) == Followed()
    assert (bench.folder / "README.md").read_bytes() == b"new\n"
    assert bench.status() == ""


def test_a_branch_that_nobody_looks_at_moves_without_a_file(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.git("checkout", "-q", "-b", "work")
    old, new = commit_of(repository, {TOOL: b"x\n"})
    follower.advance("main", old, new)
    assert not (bench.folder / "generated_tools").exists()
    assert bench.status() == ""
    assert repository.branch_tip("main") == new


def test_a_linked_working_tree_follows_too(
    bench: Workbench, repository: Repository, follower: Follower, tmp_path: Path
) -> None:
    linked = Workbench(tmp_path / "linked tree")
    bench.git("worktree", "add", "-q", "-b", "served", str(linked.folder))
    bench.git("worktree", "add", "-q", "-b", "gone", str(tmp_path / "gone"))
    (tmp_path / "gone" / ".git").unlink()
    (tmp_path / "gone" / "README.md").unlink()
    (tmp_path / "gone").rmdir()
    old, new = commit_of(repository, {TOOL: b"x\n"}, "served")
    follower.advance("served", old, new)
    assert (linked.folder / TOOL).exists()
    assert linked.status() == ""
    linked.write(TOOL, "mine")
    old, new = commit_of(repository, {TOOL: b"y\n"}, "served")
    with pytest.raises(RepositoryError, match=TOOL):
        follower.advance("served", old, new)


def test_a_merge_under_way_refuses(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    old, new = commit_of(repository, {TOOL: b"x\n"})
    bench.write(".git/MERGE_HEAD", old)
    with pytest.raises(RepositoryError, match="a merge is under way"):
        follower.advance("main", old, new)


def test_a_rebase_of_the_served_branch_refuses_wherever_it_goes_on(
    bench: Workbench, repository: Repository, follower: Follower, tmp_path: Path
) -> None:
    bench.commit("One", f="1")
    bench.git("branch", "served", "HEAD~1")
    linked = Workbench(tmp_path / "linked")
    bench.git("worktree", "add", "-q", str(linked.folder), "served")
    linked.commit("Other", f="2")
    started = subprocess.run(
        ["git", "rebase", "main"], cwd=linked.folder, check=False, capture_output=True
    )
    assert started.returncode != 0
    old, new = commit_of(repository, {TOOL: b"x\n"}, "served")
    for attempt in (
        lambda: follower.advance("served", old, new),
        lambda: follower.require_clear("served", [TOOL]),
    ):
        with pytest.raises(RepositoryError, match="a rebase of served is under way"):
            attempt()
    there = Repository.open(linked.folder)
    with there, pytest.raises(RepositoryError, match="a rebase is under way"):
        there.served_branch()
    linked.git("rebase", "--abort")
    follower.advance("served", old, new)
    assert linked.status() == ""


def test_line_ends_follow_the_attributes_of_the_repository(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Attributes", **{".gitattributes": "*.py text eol=crlf\n"})
    old, new = commit_of(repository, {TOOL: b"a = 1\nb = 2\n"})
    follower.advance("main", old, new)
    assert (bench.folder / TOOL).read_bytes() == b"a = 1\r\nb = 2\r\n"
    assert bench.status() == ""
    newer = commit_of(repository, {TOOL: b"a = 1\nb = 3\n"})
    follower.advance("main", *newer)
    assert (bench.folder / TOOL).read_bytes() == b"a = 1\r\nb = 3\r\n"
    assert bench.status() == ""
    assert repository.read("main", TOOL) == b"a = 1\nb = 3\n"


def test_autocrlf_corrupts_nothing(bench: Workbench) -> None:
    bench.git("config", "core.autocrlf", "true")
    with Repository.open(bench.folder) as repository:
        follower = Follower(repository)
        for content in (b"one\n", b"two\n"):
            follower.advance("main", *commit_of(repository, {TOOL: content}))
            assert bench.status() == ""
            assert repository.read("main", TOOL) == content


def test_the_other_refs_move_in_the_same_transaction(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.git("branch", "learn/shout")
    old, new = commit_of(repository, {TOOL: b"x\n"})
    stale = RefUpdate(ref="refs/heads/learn/shout", old=new, new=None)
    with pytest.raises(LostRaceError):
        follower.advance("main", old, new, [stale])
    assert repository.branch_tip("main") == old
    assert follower.leftovers() == ()
    assert bench.status() == ""
    follower.advance("main", old, new, [RefUpdate(ref="refs/heads/learn/shout", old=old, new=None)])
    assert repository.branch_tip("learn/shout") is None


def test_a_git_killed_between_the_refs_of_a_move_is_finished(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.git("branch", "learn/shout")
    # A hook that moves the first ref itself and dies stands for a kill between the two.
    old, new = commit_of(repository, {TOOL: b"x\n"})
    hook = bench.write(
        ".git/hooks/reference-transaction",
        f"#!/bin/sh\n[ $1 = prepared ] || exit 0\n[ -e '{bench.folder}/../once' ] && exit 0\n"
        f"touch '{bench.folder}/../once'\necho {new} > .git/refs/heads/main\nkill -9 $PPID\n",
    )
    hook.chmod(0o755)
    also = [RefUpdate(ref="refs/heads/learn/shout", old=old, new=None)]
    follower.advance("main", old, new, also)
    assert repository.branch_tip("main") == new
    assert repository.branch_tip("learn/shout") is None
    assert (bench.folder / TOOL).exists()
    assert bench.status() == ""


def test_an_index_locked_in_the_very_moment_leaves_the_rest_to_the_next_command(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    old, new = commit_of(repository, {TOOL: b"x\n"})
    lock = bench.folder / ".git" / "index.lock"
    hook = bench.write(
        ".git/hooks/reference-transaction",
        f"#!/bin/sh\n[ $1 != committed ] || touch '{lock}'\n",
    )
    hook.chmod(0o755)
    followed = follower.advance("main", old, new)
    assert followed.pending == (bench.folder,)
    hook.unlink()
    lock.unlink()
    follower.complete()
    assert bench.status() == ""
    assert (bench.folder / TOOL).exists()


def test_a_folder_made_a_link_meanwhile_is_left_alone(
    bench: Workbench, repository: Repository, follower: Follower, tmp_path: Path
) -> None:
    interrupted(bench, repository, {TOOL: b"x\n"})
    (tmp_path / "elsewhere").mkdir()
    (bench.folder / "generated_tools").symlink_to(tmp_path / "elsewhere")
    assert f"kept as changed by you: {TOOL}" in follower.complete()[0]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_two_threads_take_turns(repository: Repository, follower: Follower) -> None:
    order: list[str] = []

    def second() -> None:
        with follower.turn():
            order.append("second")

    with follower.turn(), follower.turn():
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    with locked(repository.state_folder / "landing.lock"):
        order.append("free again")


def interrupted(
    bench: Workbench, repository: Repository, changes: dict[str, bytes | None]
) -> tuple[str, str]:
    """The state of a kill right after the branch moved: the intent stands, no file followed."""
    old, new = commit_of(repository, changes)
    intents = Intents(repository.state_folder / "intents")
    intents.write(Intent(work_tree=str(bench.folder), branch="main", old=old, new=new))
    repository.move([RefUpdate(ref="refs/heads/main", old=old, new=new)])
    return old, new


def test_the_next_command_completes_what_a_kill_left(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Files", one="1", two="2")
    interrupted(bench, repository, {TOOL: b"x\n", "one": b"new", "two": None})
    assert bench.status() != ""
    assert len(follower.leftovers()) == 1
    assert "now follows main" in follower.complete()[0]
    assert bench.status() == ""
    assert follower.complete() == ()
    assert (bench.folder / TOOL).read_bytes() == b"x\n"
    assert not (bench.folder / "two").exists()


def test_a_half_written_file_and_a_removed_one_are_completed(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Files", one="1", two="2")
    interrupted(bench, repository, {TOOL: b"x = 12\n", "one": b"new", "two": b"newer"})
    bench.write(TOOL, "x = 1")
    bench.write("two", "newer")
    (bench.folder / "one").unlink()
    follower.complete()
    assert bench.status() == ""
    assert (bench.folder / TOOL).read_bytes() == b"x = 12\n"


def test_completing_never_overwrites_what_a_person_changed(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Files", one="1", two="2", three="3", four="4")
    changes: dict[str, bytes | None] = {
        TOOL: b"theirs", "one": b"new", "two": None, "three": b"new", "four": b"new",
    }  # fmt: skip
    interrupted(bench, repository, changes)
    bench.write(TOOL, "mine")
    bench.write("one", "mine")
    bench.write("two", "mine")
    bench.write("three", "staged")
    bench.git("add", "three")
    told = follower.complete()[0]
    assert f"kept as changed by you: {TOOL}, one, three, two" in told
    for name in (TOOL, "one", "two"):
        assert (bench.folder / name).read_text() == "mine"
    assert (bench.folder / "three").read_text() == "staged"
    assert (bench.folder / "four").read_text() == "new"
    assert bench.status().splitlines() == [f" M {TOOL}", " M one", "M  three", "?? two"]


def test_an_ignored_file_made_meanwhile_is_kept(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    bench.commit("Ignore", **{".gitignore": "generated_tools\n"})
    interrupted(bench, repository, {TOOL: b"theirs"})
    bench.write(TOOL, "mine")
    follower.complete()
    assert (bench.folder / TOOL).read_text() == "mine"


def test_an_intent_whose_branch_never_moved_is_dropped(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    old, new = commit_of(repository, {TOOL: b"x\n"})
    intents = Intents(repository.state_folder / "intents")
    intents.write(Intent(work_tree=str(bench.folder), branch="main", old=old, new=new))
    assert follower.complete() == ()
    assert follower.leftovers() == ()
    assert not (bench.folder / TOOL).exists()


def test_an_intent_for_a_tree_that_shows_another_branch_is_dropped(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    interrupted(bench, repository, {TOOL: b"x\n"})
    bench.git("reset", "-q", "--hard")
    bench.git("checkout", "-q", "-b", "elsewhere", "HEAD~1")
    assert follower.complete() == ()
    assert not (bench.folder / TOOL).exists()


def test_what_a_later_commit_changed_again_is_left_to_it(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    interrupted(bench, repository, {TOOL: b"x\n"})
    bench.git("commit", "-q", "-am", "By hand, from the stale tree")
    follower.complete()
    assert bench.status() == ""


def test_damaged_intents_and_drafts_are_cleaned(repository: Repository, follower: Follower) -> None:
    folder = repository.state_folder / "intents"
    folder.mkdir(parents=True)
    (folder / "bad.json").write_text("{")
    (folder / "old.123.draft").write_text("")
    assert follower.leftovers() == (f"stray file {folder / 'old.123.draft'}",)
    assert follower.clean() == (f"removed {folder / 'old.123.draft'}",)
    assert list(folder.iterdir()) == []


def test_a_git_that_holds_the_index_is_waited_for_and_then_told(
    bench: Workbench, repository: Repository
) -> None:
    old, new = commit_of(repository, {TOOL: b"x\n"})
    bench.write(".git/index.lock", "")
    with pytest.raises(RepositoryError, match=r"index\.lock exists"):
        Follower(repository, wait_seconds=0.1).advance("main", old, new)
    assert repository.branch_tip("main") == old


@pytest.fixture
def person_at_work(bench: Workbench) -> Iterator[None]:
    """A person's git with an open editor, in this repository."""
    bench.write("README.md", "changed\n")
    editor = bench.write(".git/editor", "#!/bin/sh\necho ready >&2\nread line\n")
    editor.chmod(0o755)
    person = subprocess.Popen(
        # Under a shell, because a git that we started ourselves counts as ours.
        ["sh", "-c", "git commit --quiet -a; exit $?"],
        cwd=bench.folder,
        env={**os.environ, "GIT_EDITOR": str(editor)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert person.stderr is not None
    assert person.stderr.readline() == b"ready\n"
    yield
    person.communicate(b"\n")


@pytest.mark.usefixtures("person_at_work")
def test_the_lock_of_a_living_git_is_never_removed(bench: Workbench, follower: Follower) -> None:
    lock = bench.folder / ".git" / "index.lock"
    assert lock.exists()
    assert f"lock file {lock}" in follower.leftovers()
    follower.clean()
    assert lock.exists()


def test_locks_and_trees_of_dead_processes_are_cleaned(
    bench: Workbench, follower: Follower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = bench.write(".git/refs/heads/learn/shout.lock", "")
    dead = subprocess.Popen(["true"])
    dead.wait()
    tree = tmp_path / f"chotu-bot-hooks-{dead.pid}-x"
    bench.git("worktree", "add", "-q", "--detach", str(tree / "tree"))
    living = tmp_path / f"chotu-bot-hooks-{os.getpid()}-x"
    living.mkdir()
    other = tmp_path / "chotu-bot-hooks-nobody-x"
    other.mkdir()
    assert follower.leftovers() == (f"stray file {tree}", f"lock file {left}")
    assert follower.clean() == (f"removed {left}", f"removed {tree}")
    assert follower.leftovers() == ()
    assert living.exists()
    assert len(bench.git("worktree", "list").splitlines()) == 1


def test_a_stale_lock_on_a_branch_costs_a_retry(bench: Workbench, repository: Repository) -> None:
    bench.write(".git/refs/heads/main.lock", "")
    old, new = commit_of(repository, {TOOL: b"x\n"})
    update = RefUpdate(ref="refs/heads/main", old=old, new=new)
    with pytest.raises(LostRaceError, match="another git"):
        repository.move([update])
    repository.move([update])
    assert repository.branch_tip("main") == new


def test_the_state_folder_ignores_itself(
    bench: Workbench, repository: Repository, follower: Follower
) -> None:
    follower.advance("main", *commit_of(repository, {TOOL: b"x\n"}))
    assert (bench.folder / ".chotu").is_dir()
    assert bench.status() == ""
