"""Reading a repository and writing objects into it."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from chotu_bot.errors import LostRaceError, RepositoryError
from chotu_bot.vcs import Repository
from chotu_bot.vcs.refs import RefUpdate
from workbench import Workbench, make_bench


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not in a git repository"):
        Repository.open(tmp_path)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="does not exist"):
        Repository.open(tmp_path / "nowhere")


def test_a_file_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RepositoryError, match="not a folder"):
        Repository.open(tmp_path / "file")


def test_the_inside_of_a_git_folder_is_refused(bench: Workbench) -> None:
    with pytest.raises(RepositoryError, match="inside a git folder"):
        Repository.open(bench.folder / ".git")


def test_it_opens_from_a_subfolder_with_a_space(bench: Workbench) -> None:
    inner = bench.folder / "a folder" / "deep"
    inner.mkdir(parents=True)
    with Repository.open(inner) as opened:
        assert opened.work_tree == bench.folder
        assert opened.read("HEAD", "README.md") == b"hello\n"


def test_a_linked_working_tree_shares_state_with_the_main_one(
    bench: Workbench, tmp_path: Path
) -> None:
    bench.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    with Repository.open(tmp_path / "linked") as linked, Repository.open(bench.folder) as main:
        assert linked.work_tree == tmp_path / "linked"
        assert linked.head_branch() == "side"
        assert linked.state_folder == main.state_folder == bench.folder / ".chotu"


def test_a_bare_repository_has_no_working_tree(bench: Workbench, tmp_path: Path) -> None:
    bench.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    with Repository.open(tmp_path / "bare.git") as bare:
        assert bare.work_tree is None
        assert bare.head_branch() == "main"
        assert bare.read("main", "README.md") == b"hello\n"
        tree = bare.make_tree("main", {"x": b"1"})
        made = bare.make_commit(tree, [bare.require_tip("main")], "Add x")
        bare.move([RefUpdate(ref="refs/heads/main", old=bare.branch_tip("main"), new=made)])
        assert bare.read("main", "x") == b"1"


def test_a_repository_of_sha256_ids_is_read_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "modern"
    folder.mkdir()
    modern = Workbench(folder)
    modern.git("init", "-q", "-b", "main", "--object-format=sha256")
    modern.git("config", "user.name", "Ada")
    modern.git("config", "user.email", "a@example.org")
    base = modern.commit("Begin", a="1")
    with Repository.open(folder) as opened:
        tree = opened.make_tree(base, {"folder/b": b"2"})
        made = opened.make_commit(tree, [base], "Add b")
        opened.move([RefUpdate(ref="refs/heads/side", old=None, new=made)])
    assert modern.git("show", "side:folder/b") == "2"
    modern.require_sound()


def test_variables_of_a_surrounding_git_do_not_mislead(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_bench(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    with Repository.open(bench.folder) as opened:
        assert opened.work_tree == bench.folder
        assert opened.read("HEAD", "README.md") == b"hello\n"


def test_an_unborn_branch_is_named_and_explained(empty_bench: Workbench) -> None:
    with Repository.open(empty_bench.folder) as empty:
        assert empty.head_branch() == "main"
        assert empty.branch_tip("main") is None
        with pytest.raises(RepositoryError, match="no commit yet"):
            empty.require_tip("main")
        with pytest.raises(RepositoryError, match="no branch other"):
            empty.require_tip("other")


def test_a_detached_head_serves_no_branch_unless_one_is_configured(
    bench: Workbench, repository: Repository
) -> None:
    bench.git("checkout", "-q", "--detach")
    assert repository.head_branch() is None
    with pytest.raises(RepositoryError, match="detached"):
        repository.served_branch()
    assert repository.served_branch("main") == "main"


def test_a_rebase_under_way_is_seen(bench: Workbench, repository: Repository) -> None:
    repository.require_calm()
    bench.commit("One", f="1")
    bench.git("branch", "side", "HEAD~1")
    bench.commit("Two", f="2")
    bench.git("checkout", "-q", "side")
    bench.commit("Other", f="3")
    bench.git("rebase", "main", check=False)
    with pytest.raises(RepositoryError, match="a rebase"):
        repository.require_calm()


@pytest.mark.parametrize("rev", ["", "--all", "nothing", "main\nHEAD", "HEAD:README.md"])
def test_what_names_no_commit_resolves_to_nothing(repository: Repository, rev: str) -> None:
    assert repository.resolve(rev) is None


def test_reading_misses_are_none(repository: Repository) -> None:
    assert repository.read("HEAD", "missing") is None
    assert repository.read("HEAD", "") is None
    assert repository.tree_id("HEAD", "README.md") is None
    assert repository.list("HEAD", "missing") == {}
    assert repository.read_all("HEAD", ["README.md", "missing"]) == [b"hello\n", None]
    with pytest.raises(RepositoryError, match="no commit 'nothing'"):
        repository.commit("nothing")


def test_many_reads_come_back_in_order(repository: Repository) -> None:
    names = [f"folder/{'x' * 60}{number}" for number in range(2_000)]
    tree = repository.make_tree("HEAD", {name: name.encode() * 40 for name in names})
    repository.flush()
    assert repository.read_all(tree, names) == [name.encode() * 40 for name in names]


def test_a_name_longer_than_a_pipe_is_still_asked(repository: Repository) -> None:
    assert repository.read_all("HEAD", ["x" * 40_000, "README.md"]) == [None, b"hello\n"]
    with pytest.raises(RepositoryError, match="not the name"):
        repository.read("HEAD", "a\nb")


def test_a_damaged_object_is_an_error_and_not_an_empty_file(
    bench: Workbench, repository: Repository
) -> None:
    oid = bench.git("rev-parse", "HEAD:README.md")
    path = bench.folder / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"rubbish")
    with pytest.raises(RepositoryError, match="fsck"):
        repository.read("HEAD", "README.md")
    assert repository.resolve("HEAD") is not None


def test_a_missing_tree_is_an_error(repository: Repository) -> None:
    with pytest.raises(RepositoryError, match="missing from the repository"):
        repository.trees.entries("0" * 40)


def test_trees_equal_those_git_writes(bench: Workbench, repository: Repository) -> None:
    files = {"a.b": "1", "a/c": "2", "a0": "3", "é/ü": "4", "deep/er/still": "5"}
    made = repository.make_tree("HEAD", {name: text.encode() for name, text in files.items()})
    bench.commit("By git", **files)
    assert bench.git("rev-parse", "HEAD^{tree}") == made


def test_removing_the_last_file_removes_the_folder(
    bench: Workbench, repository: Repository
) -> None:
    before = bench.git("rev-parse", "HEAD^{tree}")
    added = repository.make_tree("HEAD", {"a/b/c": b"1", "a/d": b"2"})
    assert repository.trees.build(added, {"a/b/c": None, "a/d": None}) == before
    assert repository.trees.build(before, {"missing/x": None}) == before
    emptied = repository.trees.build(before, {"README.md": None})
    assert repository.trees.entries(emptied) == {}


def test_the_mode_of_a_file_stays_and_links_are_replaced(
    bench: Workbench, repository: Repository
) -> None:
    bench.write("run.sh", "1").chmod(0o755)
    (bench.folder / "link").symlink_to("run.sh")
    bench.commit("Modes")
    tree = repository.make_tree("HEAD", {"run.sh": b"2", "link": b"3"})
    entries = repository.trees.entries(tree)
    assert (entries["run.sh"].mode, entries["link"].mode) == ("100755", "100644")


def test_a_file_where_a_folder_is_needed_is_named(repository: Repository) -> None:
    with pytest.raises(RepositoryError, match=r"README\.md is in the way"):
        repository.make_tree("HEAD", {"README.md/x": b""})


def test_differences_are_those_of_git(bench: Workbench, repository: Repository) -> None:
    old = bench.commit("Old", **{"a": "1", "b/c": "2", "turns": "file", "same/x": "y"})
    bench.git("rm", "-q", "turns", "a")
    new = bench.commit("New", **{"turns/into": "folder", "b/c": "3", "z": "4"})
    found = {
        (one.path, "M" if one.old and one.new else "A" if one.new else "D")
        for one in repository.changes(old, new)
    }
    by_git = bench.git("diff-tree", "-r", "--no-renames", "--name-status", old, new)
    assert found == {(line[2:], line[0]) for line in by_git.splitlines()}
    everything = bench.git("ls-tree", "-r", "--name-only", new).splitlines()
    assert [one.path for one in repository.changes(None, new)] == everything


def test_commits_carry_configured_people_and_given_dates(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2024-05-06T07:08:09+0200")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "Mon, 06 May 2024 07:08:09 -0330")
    with Repository.open(bench.folder) as opened:
        base = opened.commit("HEAD")
        made = opened.make_commit(base.tree, [base.id], "Subject\n\nBody é\n\n\n")
        opened.flush()
    shown = bench.git("log", "-1", "--format=%an|%ae|%ad|%cn|%cd|%B", "--date=raw", made)
    assert shown == (
        "Ada Example|ada@example.org|1714972089 +0200|Ada Example|1714991889 -0330|"
        "Subject\n\nBody é"
    )


@pytest.mark.parametrize(
    ("given", "at"),
    [("1700000000 +0100", 1700000000), ("@5", 5), ("2023-11-14 22:13:20+00:00", 1700000000)],
)
def test_dates_in_gits_forms_are_understood(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, given: str, at: int
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", given)
    assert repository.configuration.person("author").at == at


def test_a_date_that_is_none_is_refused(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", "the day before yesterday")
    with pytest.raises(RepositoryError, match="is no date"):
        repository.configuration.person("author")


def test_without_a_configured_user_the_bot_commits_as_itself(bench: Workbench) -> None:
    bench.git("config", "--unset", "user.name")
    bench.git("config", "--unset", "user.email")
    with Repository.open(bench.folder) as opened:
        base = opened.commit("HEAD")
        made = opened.make_commit(base.tree, [base.id], "By the bot")
        opened.move([RefUpdate(ref="refs/heads/side", old=None, new=made)])
    assert bench.git("log", "-1", "--format=%an <%ae>", "side") == "chotu-bot <chotu-bot@localhost>"


def test_marks_in_a_name_cannot_break_the_commit(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Eve <eve@x>\nparent 00")
    with Repository.open(bench.folder) as opened:
        base = opened.commit("HEAD")
        made = opened.make_commit(base.tree, [base.id], "x")
        assert opened.commit(made).author.name == "Eve eve@xparent 00"
    bench.require_sound()


def test_a_ref_that_moved_meanwhile_is_a_lost_race(
    bench: Workbench, repository: Repository
) -> None:
    old = bench.git("rev-parse", "HEAD")
    new = bench.commit("Meanwhile")
    made = repository.make_commit(repository.commit(old).tree, [old], "Late")
    updates = [
        RefUpdate(ref="refs/heads/fresh", old=None, new=made),
        RefUpdate(ref="refs/heads/main", old=old, new=made),
    ]
    with pytest.raises(LostRaceError, match="refs/heads/main moved"):
        repository.move(updates)
    assert repository.branch_tip("main") == new
    assert repository.branch_tip("fresh") is None
    repository.move([RefUpdate(ref="refs/heads/fresh", old=None, new=made)])
    assert repository.branch_tip("fresh") == made


def test_a_ref_that_is_locked_right_now_is_a_lost_race(
    bench: Workbench, repository: Repository
) -> None:
    tip = bench.git("rev-parse", "HEAD")
    (bench.folder / ".git" / "refs" / "heads" / "main.lock").touch()
    made = repository.make_commit(repository.commit(tip).tree, [tip], "x")
    with pytest.raises(LostRaceError, match="another git"):
        repository.move([RefUpdate(ref="refs/heads/main", old=tip, new=made)])


def test_a_branch_name_in_the_way_is_told(bench: Workbench, repository: Repository) -> None:
    bench.git("branch", "learn")
    tip = bench.git("rev-parse", "HEAD")
    with pytest.raises(RepositoryError, match="refs/heads/learn"):
        repository.move([RefUpdate(ref="refs/heads/learn/x", old=None, new=tip)])


def test_a_transaction_hook_can_refuse(bench: Workbench, repository: Repository) -> None:
    hook = bench.write(".git/hooks/reference-transaction", "#!/bin/sh\n[ $1 != prepared ]\n")
    hook.chmod(0o755)
    tip = bench.git("rev-parse", "HEAD")
    with pytest.raises(RepositoryError, match="did not move refs/heads/x"):
        repository.move([RefUpdate(ref="refs/heads/x", old=None, new=tip)])


def test_a_read_only_database_is_told(repository: Repository) -> None:
    repository.store._folder = Path("/proc/nothing")
    repository.make_tree("HEAD", {"x": b"1"})
    with pytest.raises(RepositoryError, match="cannot be written"):
        repository.flush()


def test_commit_signing_goes_through_git(bench: Workbench, tmp_path: Path) -> None:
    key = tmp_path / "key"
    made = subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)],
        check=False,
        capture_output=True,
    )
    if made.returncode != 0:
        pytest.skip("no ssh-keygen here")
    bench.git("config", "commit.gpgsign", "true")
    bench.git("config", "gpg.format", "ssh")
    bench.git("config", "user.signingkey", str(key))
    with Repository.open(bench.folder) as opened:
        tree = opened.make_tree("HEAD", {"x": b"1"})
        signed = opened.make_commit(tree, [opened.require_tip("main")], "Signed\n\nA-B: c")
        assert opened.commit(signed).trailers == {"A-B": "c"}
    assert "gpgsig" in bench.git("cat-file", "commit", signed)
    bench.require_sound()


def test_signing_that_fails_is_told(bench: Workbench) -> None:
    bench.git("config", "commit.gpgsign", "true")
    bench.git("config", "gpg.program", "/bin/false")
    with Repository.open(bench.folder) as opened:
        base = opened.commit("HEAD")
        with pytest.raises(RepositoryError, match="could not be signed"):
            opened.make_commit(base.tree, [base.id], "x")


def test_history_follows_one_path(bench: Workbench, repository: Repository) -> None:
    first = bench.commit("One", f="1")
    bench.commit("Other", g="1")
    third = bench.commit("Three", f="2")
    assert [one.id for one in repository.history("f", "main")] == [third, first]
    assert [one.id for one in repository.history("f", "main", limit=1)] == [third]
    assert len(repository.history("", "main", first_parent=False)) == 4


def test_branches_are_listed_below_a_prefix(bench: Workbench, repository: Repository) -> None:
    bench.git("branch", "learn/a")
    bench.git("branch", "learn/b")
    assert list(repository.branches("learn/")) == ["learn/a", "learn/b"]
    assert set(repository.branches()) == {"learn/a", "learn/b", "main"}


def test_configuration_is_read_as_git_reads_it(bench: Workbench, repository: Repository) -> None:
    bench.git("config", "remote.Origin.url", "x=y\nz")
    with (bench.folder / ".git" / "config").open("a") as stream:
        stream.write("[core]\n\tbareword\n")
    assert repository.configuration.value("user.NAME") == "Ada Example"
    assert repository.configuration.value("remote.Origin.url") == "x=y\nz"
    assert repository.configuration.switch("core.bareword")
    assert repository.configuration.value("no.such") is None


def test_a_forked_process_reads_through_its_own_git(repository: Repository) -> None:
    assert repository.read("HEAD", "README.md") == b"hello\n"
    child = os.fork()
    if child == 0:
        content = repository.read("HEAD", "README.md")
        os._exit(0 if content == b"hello\n" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert repository.read("HEAD", "README.md") == b"hello\n"


NAMES = ("a", "a.b", "a-b", "a0", "ab", "A", "b", "é", "z z", "~")


def test_trees_that_are_changed_entry_by_entry_are_those_that_git_makes(
    bench: Workbench, repository: Repository
) -> None:
    """Folders sort as if their names ended in a slash; every order of changes ends alike."""
    chance = random.Random(1)  # noqa: S311 - a drawn order, not a secret
    paths = [f"{name}{end}" for name in NAMES for end in ("", "/x")]
    tree, held = repository.trees.build(None, {}), dict[str, bytes]()
    for number in range(120):
        path = chance.choice(paths)
        other = path.removesuffix("/x") if path.endswith("/x") else f"{path}/x"
        if other in held or (path in held and chance.random() < 0.6):
            gone = other if other in held else path
            del held[gone]
            tree = repository.trees.build(tree, {gone: None})
        else:
            held[path] = b"%d" % number
            tree = repository.trees.build(tree, {path: held[path]})
    repository.flush()
    bench.git("rm", "-rqf", "--cached", ".", check=False)
    for path, content in held.items():
        oid = repository.store.identify("blob", content)
        bench.git("update-index", "--add", "--cacheinfo", f"100644,{oid},{path}")
    assert bench.git("write-tree") == tree
    bench.git("fsck", "--strict", "--no-dangling", "--no-progress")


def test_a_tree_that_is_not_in_gits_order_is_not_written_on(
    bench: Workbench, repository: Repository
) -> None:
    blob = bytes.fromhex(repository.store.write("blob", b"x"))
    rows = b"".join(b"100644 %s\0%s" % (name, blob) for name in (b"c", b"b", b"a"))
    bad = repository.store.write("tree", rows)
    with pytest.raises(RepositoryError, match="git's order"):
        repository.trees.build(bad, {"c": None})
    assert bench.status() == ""
