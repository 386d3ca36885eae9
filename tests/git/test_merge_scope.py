"""Which paths a range may change, and whose word counts for more."""

from collections.abc import Callable, Sequence

import pytest

from chotu_bot.domain.verdict import Level, Status
from chotu_bot.errors import NotFoundError, RepositoryError, UsageError
from chotu_bot.registry import Decision
from chotu_bot.reviewing.approvals import Approvals
from chotu_bot.reviewing.ranges import Range, range_of, touched_tools, touches_tools
from chotu_bot.reviewing.scope import Scope, unreadable_gate
from chotu_bot.reviewing.values import Touched
from chotu_bot.vcs import Repository
from sample_tools import tool_files
from workbench import Workbench

FOLDER = "generated_tools/text/shout"


@pytest.fixture
def work(bench: Workbench) -> Workbench:
    """A repository with one tool, on a branch that is to be merged into main."""
    for path, content in tool_files("shout").items():
        bench.write(path, content)
    bench.write("chotu.ini", "")
    bench.commit("Land shout")
    bench.git("switch", "--quiet", "--create", "work")
    return bench


def given(bench: Workbench) -> Range:
    with Repository.open(bench.folder) as repository:
        return range_of(repository, "main", "work")


def told(bench: Workbench, *approved: str) -> list[tuple[str, str, Level]]:
    """Rule, path and level of what the scope check finds."""
    with Repository.open(bench.folder) as repository:
        found = range_of(repository, "main", "work")
        approvals = Approvals(repository, found, approved)
        scope = Scope(repository=repository, range=found, is_approved=approvals.covers_path)
        result = scope.check()
    assert (result.status is Status.FAIL) == bool(result.errors)
    return [(one.rule, one.file, one.level) for one in result.findings]


def tool_of(bench: Workbench) -> Touched:
    with Repository.open(bench.folder) as repository:
        (tool,) = touched_tools(repository, range_of(repository, "main", "work"))
        return tool


def test_the_files_of_a_tool_and_its_record_are_in_scope(work: Workbench) -> None:
    for path, content in tool_files("whisper").items():
        work.write(path, content)
    work.commit("More", **{"registry/text/whisper.json": "{}", "registry/index.json": "{}"})
    assert told(work) == []
    assert touches_tools(given(work))
    assert (tool_of(work).name, tool_of(work).how) == ("whisper", "added")


def test_a_range_that_touches_no_tool_may_change_what_it_likes(work: Workbench) -> None:
    work.commit("More", **{"README.md": "mine\n", "src/a.py": "1\n", "registry/x.json": "{}"})
    assert told(work) == []
    assert not touches_tools(given(work))


def test_an_empty_range_is_said_so(work: Workbench) -> None:
    assert told(work) == [("scope/empty", "", Level.NOTE)]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("README.md", "outside"),
        (f"{FOLDER}/helper.py", "outside"),
        (f"{FOLDER}/deep/tool.py", "outside"),
        ("generated_tools/loose.py", "outside"),
        ("generated_tools/nowhere/x/tool.py", "outside"),
        ("generated_tools/text/Bad-Name/tool.py", "outside"),
        ("registry/text/other.json", "outside"),
        ("registry/text/shout.txt", "outside"),
        ("chotu.ini", "gate-configuration"),
        ("templates/tool/tool.py.j2", "gate-configuration"),
        (".github/workflows/gate.yml", "gate-configuration"),
        (".gitattributes", "gate-configuration"),
    ],
)
def test_a_tool_and_another_file_do_not_go_together(work: Workbench, path: str, rule: str) -> None:
    at = work.commit("More", **{f"{FOLDER}/tool.py": "x = 1\n", path: "[gate]\n"})
    assert told(work) == [(f"scope/{rule}", path, Level.ERROR)]
    assert told(work, f"ada@{at}") == told(work)


def test_a_folder_that_differs_in_case_alone_counts_as_the_tools(work: Workbench) -> None:
    work.commit("More", **{"Generated_Tools/text/x/tool.py": "1\n"})
    assert told(work) == [("scope/outside", "Generated_Tools/text/x/tool.py", Level.ERROR)]


@pytest.mark.parametrize("key", ["Chotu-Tool", "Chotu-Rejected"])
def test_a_commit_that_says_it_is_the_bots_changes_nothing_else(work: Workbench, key: str) -> None:
    work.write("README.md", "mine\n")
    work.commit(f"Mine\n\n{key}: shout")
    assert told(work) == [("scope/outside", "README.md", Level.ERROR)]


def test_a_commit_by_the_bots_identity_changes_nothing_else(work: Workbench) -> None:
    work.git("config", "user.email", "chotu-bot@localhost")
    work.commit("Mine", **{"README.md": "mine\n"})
    assert told(work) == [("scope/outside", "README.md", Level.ERROR)]


def test_an_edited_gate_configuration_alone_needs_a_person(work: Workbench) -> None:
    first = work.commit("Loosen", **{"chotu.ini": "[gate]\nmin_kill_rate = 0.1\n"})
    assert told(work) == [("scope/gate-configuration", "chotu.ini", Level.ERROR)]
    assert told(work, f"ada@{first}") == [("scope/gate-configuration", "chotu.ini", Level.WARNING)]
    work.commit("Loosen more", **{"chotu.ini": "[gate]\nmin_kill_rate = 0\n"})
    assert told(work, f"ada@{first}") == [("scope/gate-configuration", "chotu.ini", Level.ERROR)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[gate]\nmin_kill_rate = 0.1\n", "[gate] min_kill_rate = 0.1, was 0.8"),
        ("[gate]\nnonsense = 1\n", "would not be valid"),
        ("[gate]\n", "the gate used the base's own"),
    ],
)
def test_what_an_edited_configuration_would_change_is_told(
    work: Workbench, text: str, message: str
) -> None:
    work.commit("Edit", **{"chotu.ini": text})
    with Repository.open(work.folder) as repository:
        found = range_of(repository, "main", "work")
        scope = Scope(repository=repository, range=found, is_approved=lambda _: False)
        assert message in scope.check().findings[0].message


@pytest.mark.parametrize("kind", ["symlink", "executable", "submodule"])
def test_what_is_no_plain_file_is_named(work: Workbench, kind: str) -> None:
    path = f"{FOLDER}/test_tool.py"
    if kind == "submodule":
        path = f"{FOLDER}/vendor"
        tip = work.git("rev-parse", "HEAD")
        work.git("update-index", "--add", "--cacheinfo", f"160000,{tip},{path}")
        work.git("commit", "--quiet", "-m", "More")
    elif kind == "executable":
        (work.folder / path).chmod(0o755)
        work.commit("More")
    else:
        (work.folder / path).unlink()
        (work.folder / path).symlink_to("/etc/passwd")
        work.commit("More")
    assert (f"scope/{kind}", path, Level.ERROR) in told(work)


def test_a_link_in_place_of_the_tools_is_named(work: Workbench) -> None:
    work.git("rm", "-rq", "generated_tools")
    (work.folder / "generated_tools").symlink_to("elsewhere")
    work.commit("More")
    assert ("scope/symlink", "generated_tools", Level.ERROR) in told(work)


def test_decisions_are_added_and_never_rewritten(work: Workbench) -> None:
    made = Decision(kind="lesson", subject="x", reason="y", made="2026-01-01T00:00:00Z", by="ada")
    ((path, content),) = made.changes().items()
    work.write(path, content)
    work.commit("Decide")
    assert told(work) == []
    work.git("branch", "--force", "main")
    work.write(path, content + b" ")
    work.commit("Edit")
    assert told(work) == [("scope/ledger", path, Level.ERROR)]
    work.git("branch", "--force", "main")
    work.write(f"registry/ledger/lesson/{'0' * 64}.json", content)
    work.commit("Misname")
    assert [rule for rule, _, _ in told(work)] == ["scope/ledger"]


def test_the_bots_state_is_never_kept(work: Workbench) -> None:
    work.git("branch", "--force", "main", work.commit("State", **{".chotu/x.json": "{}"}))
    assert told(work)[0] == ("scope/state", ".chotu", Level.ERROR)


def test_a_gate_that_is_the_heads_own_decides_nothing() -> None:
    assert unreadable_gate("").status is Status.PASS
    assert unreadable_gate("bot/x.py").status is Status.INCONCLUSIVE


# --- ranges ----------------------------------------------------------------------------------


def test_a_range_begins_where_the_head_left_the_base(work: Workbench) -> None:
    work.commit("More", **{f"{FOLDER}/tool.py": "x = 1\n"})
    work.git("switch", "--quiet", "main")
    tip = work.commit("Meanwhile", **{"README.md": "other\n"})
    found = given(work)
    assert (found.base.id, found.fork.id) == (tip, work.git("rev-parse", "main~1"))
    assert [change.path for change in found.changes] == [f"{FOLDER}/tool.py"]
    assert [one.subject for one in found.commits] == ["More"]
    assert tool_of(work).how == "changed"


@pytest.mark.parametrize("revs", [("nowhere", "work"), ("main", "--all"), ("main", "")])
def test_a_revision_that_is_not_there_is_said_so(work: Workbench, revs: tuple[str, str]) -> None:
    with (
        Repository.open(work.folder) as repository,
        pytest.raises(NotFoundError, match="no commit"),
    ):
        range_of(repository, *revs)


def test_unrelated_and_cut_off_histories_are_said_so(work: Workbench) -> None:
    work.git("switch", "--quiet", "--orphan", "other")
    work.commit("Begin anew")
    with Repository.open(work.folder) as repository:
        with pytest.raises(RepositoryError, match="no common ancestor"):
            range_of(repository, "main", "other")
        (repository.location.common_folder / "shallow").write_text("")
        with pytest.raises(RepositoryError, match="shallow clone"):
            range_of(repository, "main", "other")


def test_a_tool_that_moved_and_one_that_came_back_are_known(work: Workbench) -> None:
    tip = work.git("rev-parse", "HEAD")
    work.git("mv", FOLDER, "generated_tools/text/cry")
    work.commit("Move")
    with Repository.open(work.folder) as repository:
        tools = touched_tools(repository, range_of(repository, "main", "work"))
    assert [(one.name, one.how, one.renamed_to) for one in tools] == [
        ("cry", "added", ""),
        ("shout", "removed", "generated_tools/text/cry"),
    ]
    work.git("reset", "--quiet", "--hard", tip)
    work.git("branch", "--force", "main", work.commit("2", **{f"{FOLDER}/tool.py": "x = 2\n"}))
    work.git("revert", "--no-edit", "HEAD")
    assert tool_of(work).restored


# --- approvals -------------------------------------------------------------------------------


def approval(
    bench: Workbench, approved: Sequence[str] = (), needs: str = "it is new", *, hard: bool = False
) -> tuple[Status, str]:
    with Repository.open(bench.folder) as repository:
        found = range_of(repository, "main", "work")
        (tool,) = touched_tools(repository, found)
        result = Approvals(repository, found, approved).check(tool, needs, required=hard)
    rules = [one.rule for one in result.findings]
    return result.status, rules[0] if rules else result.reason


def change(bench: Workbench, number: int, message: str = "Change") -> str:
    bench.write(f"{FOLDER}/tool.py", f"x = {number}\n")
    return bench.commit(message)


def test_an_approval_counts_for_what_was_looked_at_and_survives_a_rebase(work: Workbench) -> None:
    first = change(work, 1)
    assert approval(work, [f"ada@{first}"]) == (Status.PASS, "ada approved what is at the head")
    work.commit("Rebased", **{"notes.txt": "x\n"})
    assert approval(work, [f"ada@{first}"])[0] is Status.PASS
    change(work, 2)
    assert approval(work, [f"ada@{first}"]) == (Status.FAIL, "approval/stale")


def test_a_missing_approval_fails_only_where_it_is_required(work: Workbench) -> None:
    change(work, 1)
    assert approval(work) == (Status.NOT_APPLICABLE, "approval/missing")
    assert approval(work, hard=True) == (Status.FAIL, "approval/missing")
    assert approval(work, needs="") == (Status.NOT_APPLICABLE, "nobody has to approve it")


def test_a_trailer_alone_is_only_words(work: Workbench) -> None:
    change(work, 1, "Change\n\nChotu-Approved-By: Ada\nChotu-Tool: shout")
    assert approval(work, hard=True) == (Status.FAIL, "approval/missing")
    change(work, 2)
    assert approval(work) == (Status.FAIL, "approval/stale")


def test_a_trailer_in_a_signed_commit_counts(
    work: Workbench, sign: Callable[[Workbench], None]
) -> None:
    sign(work)
    change(work, 1, "Change\n\nChotu-Approved-By: Ada\nChotu-Tool: shout")
    assert approval(work, hard=True)[0] is Status.PASS


@pytest.mark.parametrize("text", ["ada", "@main", "ada@"])
def test_an_approval_has_a_name_and_a_commit(work: Workbench, text: str) -> None:
    with pytest.raises(UsageError, match="WHO@COMMIT"):
        told(work, text)
    with pytest.raises(NotFoundError, match="nowhere"):
        told(work, "ada@nowhere")


@pytest.fixture
def sign(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Workbench], None]:
    """Let commits be signed by a key that is trusted here."""
    import subprocess

    folder = tmp_path_factory.mktemp("keys")
    key = folder / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", str(key)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("no ssh-keygen here")
    (folder / "signers").write_text(f"ada@example.org {key.with_suffix('.pub').read_text()}")

    def configure(bench: Workbench) -> None:
        for name, value in {
            "commit.gpgsign": "true",
            "gpg.format": "ssh",
            "user.signingkey": str(key),
            "gpg.ssh.allowedSignersFile": str(folder / "signers"),
        }.items():
            bench.git("config", name, value)

    return configure
