"""Proposing, landing, approving, rejecting and rolling back, watched with plain git."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot.domain.contract import digest
from chotu_bot.domain.draft import Candidate
from chotu_bot.errors import (
    ConfigurationError,
    GateFailedError,
    NotFoundError,
    RepositoryError,
)
from chotu_bot.publishing import Proposal, Publisher
from chotu_bot.publishing.committing import Committer
from chotu_bot.registry import Decision, Ledger, Registry, record_of
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from sample_tools import CREATED, candidate_of, evidence_of, lineage_of, tool_source
from workbench import Workbench, make_bench

TOOL = "generated_tools/text/shout/tool.py"
RECORD = "registry/text/shout.json"


def publisher_of(repository: Repository, branch: str = "main", **options: str) -> Publisher:
    return Publisher(repository, branch, Templates([shipped_folder()]).render, **options)


@pytest.fixture
def publisher(repository: Repository) -> Publisher:
    return publisher_of(repository)


def learn(publisher: Publisher, name: str, **options: str) -> str:
    """Id of the landing of a new tool or version."""
    return publisher.land(propose(publisher, name, **options)).commit


def propose(publisher: Publisher, name: str, **options: str) -> Proposal:
    candidate = candidate_of(name, **options)
    return publisher.propose(candidate, evidence_for(publisher, candidate))


def evidence_for(publisher: Publisher, candidate: Candidate) -> bytes:
    """Evidence that names the version the candidate replaces."""
    try:
        present = publisher.versions.present(candidate.contract.name)
    except (NotFoundError, RepositoryError):
        return evidence_of(candidate)
    if present.version == "?":
        return evidence_of(candidate)
    return evidence_of(candidate, lineage=lineage_of(publisher.versions.record(present)))


def require_right(bench: Workbench, repository: Repository, branch: str = "main") -> None:
    bench.require_sound()
    assert Registry(repository, branch).check() == ()
    assert bench.status() == ""


def test_a_proposal_is_one_commit_with_its_record_and_trailers(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    candidate = candidate_of("shout", text="say it\nLOUD")
    evidence = evidence_of(candidate)
    base = bench.git("rev-parse", "main")
    proposal = publisher.propose(candidate, evidence)
    assert proposal.branch == "learn/shout"
    assert bench.git("rev-list", "main..learn/shout") == proposal.commit
    assert bench.git("rev-parse", "main") == base == proposal.base
    changed = bench.git("diff-tree", "-r", "--name-only", base, proposal.commit).splitlines()
    assert changed == [
        "generated_tools/text/shout/evidence.json",
        "generated_tools/text/shout/test_tool.py",
        TOOL,
        "registry/index.json",
        RECORD,
    ]
    shown = bench.git("log", "-1", "--format=%(trailers:only,unfold)", "learn/shout")
    assert shown.splitlines() == [
        "Chotu-Tool: shout",
        "Chotu-Version: 1.0.0",
        f"Chotu-Request: {candidate.request.digest}",
        "Chotu-Generator: recipe shout",
        f"Chotu-Evidence: {digest(evidence)}",
    ]
    body = bench.git("log", "-1", "--format=%B", "learn/shout")
    assert "> say it\n> LOUD" in body
    assert Registry(repository, "learn/shout").check() == ()
    assert publisher.proposal("shout") == publisher.proposal("learn/shout") == proposal
    assert publisher.proposals() == (proposal,)
    require_right_status(bench)


def require_right_status(bench: Workbench) -> None:
    assert bench.status() == ""
    bench.require_sound()


def test_a_landing_is_a_merge_with_the_registry_and_the_files_follow(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    base = bench.git("rev-parse", "HEAD")
    proposal = propose(publisher, "shout")
    landing = publisher.land(proposal)
    assert bench.git("log", "-1", "--format=%P") == f"{base} {proposal.commit}"
    assert landing.commit == bench.git("rev-parse", "HEAD")
    assert (landing.name, landing.version, landing.branch) == ("shout", "1.0.0", "learn/shout")
    assert bench.git("branch", "--list", "learn/*") == ""
    assert (bench.folder / TOOL).read_bytes() == candidate_of("shout").tool
    assert repository.commit("HEAD").trailers["Chotu-Tool"] == "shout"
    assert "Chotu-Approved-By" not in repository.commit("HEAD").trailers
    require_right(bench, repository)


def test_a_candidate_is_rebased_when_the_branch_moved_on(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    proposal = propose(publisher, "shout")
    by_hand = bench.commit("Meanwhile", notes="1")
    learn(publisher, "whisper")
    landing = publisher.land(proposal)
    first, second = repository.commit(landing.commit).parents
    assert repository.commit(second).parents == (first,)
    assert repository.commit(second).message == repository.commit(proposal.commit).message
    assert bench.git("merge-base", "--is-ancestor", by_hand, "HEAD") == ""
    assert Registry(repository, "main").names() == ("shout", "whisper")
    require_right(bench, repository)


def test_a_tool_that_changed_meanwhile_is_not_overwritten(
    bench: Workbench, publisher: Publisher
) -> None:
    first = propose(publisher, "shout")
    bench.commit("By hand", **{TOOL: "mine = 1\n"})
    with pytest.raises(RepositoryError, match="shout changed on main since learn/shout"):
        publisher.land(first)
    assert (bench.folder / TOOL).read_text() == "mine = 1\n"


def test_proposing_again_replaces_our_own_proposal(bench: Workbench, publisher: Publisher) -> None:
    propose(publisher, "shout")
    bench.commit("Meanwhile", notes="1")
    second = propose(publisher, "shout", body="return text.lower()")
    assert second.base == bench.git("rev-parse", "HEAD")
    assert bench.git("rev-list", "main..learn/shout") == second.commit


@pytest.mark.parametrize(
    "how", ["commit", "amend", "other", "stacked", "record", "evidence", "code", "empty"]
)
def test_a_branch_a_person_worked_on_is_never_touched(
    bench: Workbench, publisher: Publisher, how: str
) -> None:
    if how == "other":
        bench.git("branch", "learn/shout")
    else:
        propose(publisher, "shout")
    bench.git("checkout", "-q", "learn/shout")
    match how:
        case "commit":
            bench.commit("Fix it", **{TOOL: "better = 1\n"})
        case "amend":
            bench.write("generated_tools/text/shout/test_tool.py", "better = 1\n")
            bench.git("commit", "-q", "-a", "--amend", "--no-edit")
        case "record":
            bench.write(RECORD, "{}\n")
            bench.git("commit", "-q", "-a", "--amend", "--no-edit")
        case "empty":
            bench.git("rm", "-rq", "generated_tools")
            bench.git("commit", "-q", "--amend", "--no-edit")
        case "evidence":
            bench.write("generated_tools/text/shout/evidence.json", "{}\n")
            bench.git("commit", "-q", "-a", "--amend", "--no-edit")
        case "code":
            source = tool_source("shout", body="return text.lower()")
            bench.write(TOOL, source)
            evidence = (bench.folder / TOOL).with_name("evidence.json").read_bytes()
            tests = candidate_of("shout").tests
            bench.write(RECORD, record_of(source, tests, evidence).to_bytes())
            bench.git("commit", "-q", "-a", "--amend", "--no-edit")
        case "stacked":
            bench.git("commit", "-q", "--allow-empty", "-C", "HEAD")
    tip = bench.git("rev-parse", "learn/shout")
    bench.git("checkout", "-q", "main")
    for attempt in (
        lambda: propose(publisher, "shout"),
        lambda: publisher.proposal("shout"),
        lambda: publisher.approve("shout", by="Ada"),
        lambda: publisher.reject("shout", reason="no"),
        lambda: publisher.require_ready(candidate_of("shout")),
    ):
        with pytest.raises(RepositoryError, match="learn/shout is not only ours"):
            attempt()
    assert bench.git("rev-parse", "learn/shout") == tip
    assert publisher.proposals() == ()
    assert set(publisher.open.foreign()) == {"learn/shout"}


def test_an_improvement_goes_to_its_own_branch_and_keeps_other_files(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    bench.commit("Notes", **{"generated_tools/text/shout/NOTES.md": "mine\n"})
    proposal = propose(publisher, "shout", version="1.1.0", body="return text * times")
    assert proposal.branch == "improve/shout"
    publisher.land(proposal)
    assert (bench.folder / "generated_tools/text/shout/NOTES.md").exists()
    assert Registry(repository, "main").require("shout").version == "1.1.0"
    require_right(bench, repository)


def test_a_tool_that_changes_its_category_moves(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    learn(publisher, "shout", version="2.0.0", category="files")
    assert Registry(repository, "main").category_of("shout") == "files"
    assert not (bench.folder / TOOL).exists()
    require_right(bench, repository)
    publisher.rollback("shout")
    assert Registry(repository, "main").category_of("shout") == "text"
    require_right(bench, repository)
    assert [one.category for one in publisher.versions.history("shout")] == [
        "text",
        "files",
        "text",
    ]


def test_an_approval_is_bound_to_what_was_looked_at(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    seen = propose(publisher, "shout")
    propose(publisher, "shout", body="return text.lower()")
    with pytest.raises(GateFailedError, match="not what was approved"):
        publisher.approve("shout", by="Ada", seal=seen.seal)
    again = publisher.proposal("shout")
    bench.commit("A re-base is no change", notes="1")
    landing = publisher.approve("shout", by="Ada\nChotu-Tool: forged", seal=again.seal)
    marks = repository.commit(landing.commit).trailers
    assert marks["Chotu-Approved-By"] == "Ada Chotu-Tool: forged"
    assert marks["Chotu-Tool"] == "shout"
    assert publisher.versions.history("shout")[0].approved_by == "Ada Chotu-Tool: forged"


def test_a_proposal_whose_branch_moved_is_not_landed(
    bench: Workbench, publisher: Publisher
) -> None:
    old = propose(publisher, "shout")
    propose(publisher, "shout", body="return text.lower()")
    with pytest.raises(RepositoryError, match="learn/shout moved meanwhile"):
        publisher.land(old)
    assert bench.git("log", "--format=%s") == "Begin"


def test_a_branch_that_landed_and_stayed_is_no_proposal_and_is_tidied(
    bench: Workbench, publisher: Publisher
) -> None:
    landing = learn(publisher, "shout")
    bench.git("branch", "learn/shout", f"{landing}^2")
    open_one = propose(publisher, "whisper")
    assert publisher.proposals() == (open_one,)
    assert publisher.tidy() == ("learn/shout",)
    assert bench.git("branch", "--list", "learn/*").split() == ["learn/whisper"]


def test_a_landing_with_a_wrong_registry_is_stopped_before_the_ref_moves(
    bench: Workbench, repository: Repository
) -> None:
    committer = Committer(repository)
    tip = bench.git("rev-parse", "main")
    folder = repository.trees.build(None, {"tool.py": tool_source("shout")})
    right = record_of(tool_source("shout"), None, None)
    for record in (replace(right, version="9.9.9"), replace(right, name="other")):
        tree = committer.tree(tip, "shout", folder, record)
        with pytest.raises(GateFailedError, match="registry would not be right"):
            committer.commit(tip, tree, "Wrong\n")
    bare = repository.make_tree(tip, {"generated_tools/README.md": b""})
    with pytest.raises(GateFailedError, match=r"registry/index\.json"):
        committer.commit(tip, bare, "Wrong\n")


def test_publishing_lands_in_one_move_or_leaves_nothing(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    candidate = candidate_of("shout")
    bench.write(TOOL, "mine\n")
    with pytest.raises(RepositoryError, match=TOOL):
        publisher.publish(candidate, evidence_of(candidate))
    assert bench.git("branch", "--format=%(refname:short)") == "main"
    (bench.folder / TOOL).unlink()
    propose(publisher, "shout", body="return text.lower()")
    landing = publisher.publish(candidate, evidence_of(candidate), approved_by="Ada")
    assert landing.branch == "learn/shout"
    assert bench.git("branch", "--format=%(refname:short)") == "main"
    assert len(repository.commit(landing.commit).parents) == 2
    assert repository.commit("HEAD").trailers["Chotu-Approved-By"] == "Ada"
    assert (bench.folder / TOOL).read_bytes() == candidate.tool
    require_right(bench, repository)


def test_a_candidate_made_for_another_version_replaces_nothing(
    repository: Repository, publisher: Publisher
) -> None:
    candidate = candidate_of("shout", version="1.1.0", body="return text")
    evidence = evidence_of(candidate)
    learn(publisher, "shout")
    for attempt in (publisher.propose, publisher.publish):
        with pytest.raises(RepositoryError, match=r"shout 1\.0\.0 is there now.*learn it again"):
            attempt(candidate, evidence)
    assert Registry(repository, "main").require("shout").version == "1.0.0"


def test_a_rejection_deletes_the_branch_and_is_remembered(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    propose(publisher, "shout", text="say it loud")
    made = publisher.reject("shout", reason="we have\none already", facts={"expires": "2030"})
    assert bench.git("branch", "--list", "learn/*") == ""
    kept = Ledger(repository, "main").latest("rejection", "shout")
    assert kept == made
    assert kept is not None
    assert (kept.reason, kept.facts["request"]) == ("we have one already", "say it loud")
    assert (kept.by, kept.facts["expires"]) == ("Ada Example", "2030")
    assert "> we have\n> one already" in bench.git("log", "-1", "--format=%B")
    require_right(bench, repository)
    with pytest.raises(NotFoundError, match="no proposal 'shout'"):
        publisher.proposal("shout")


def test_other_decisions_go_to_the_ledger_too(repository: Repository, publisher: Publisher) -> None:
    lesson = Decision(kind="lesson", subject="shout", reason="sort first", made=CREATED, by="bot")
    publisher.decide(lesson, "Keep a lesson\n")
    assert Ledger(repository, "main").decisions("lesson") == (lesson,)


def test_f26_two_rollbacks_go_two_versions_back(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "other")
    for number in (1, 2, 3):
        learn(publisher, "shout", version=f"1.{number}.0", body=f"return text * {number}")
        learn(publisher, f"extra{number}")
    registry = Registry(repository, "main")
    assert publisher.rollback("shout", reason="it shouts too loud").after == "1.2.0"
    assert registry.require("shout").version == "1.2.0"
    second = publisher.rollback("shout", by="Ada")
    assert (second.before, second.after) == ("1.2.0", "1.1.0")
    require_right(bench, repository)
    with pytest.raises(RepositoryError, match=r"first version of shout.*--remove"):
        publisher.rollback("shout")
    learn(publisher, "shout", version="1.4.0", body="return text * 4")
    assert publisher.rollback("shout").after == "1.1.0"
    forward = publisher.rollback("shout", to="1.3.0")
    assert (forward.before, forward.after) == ("1.1.0", "1.3.0")
    assert publisher.rollback("shout").after == "1.2.0"
    told = [(one.version, one.how) for one in publisher.versions.history("shout")]
    assert told == [
        ("1.2.0", "rolled back"),
        ("1.3.0", "rolled back"),
        ("1.1.0", "rolled back"),
        ("1.4.0", "landed"),
        ("1.1.0", "rolled back"),
        ("1.2.0", "rolled back"),
        ("1.3.0", "landed"),
        ("1.2.0", "landed"),
        ("1.1.0", "landed"),
    ]
    require_right(bench, repository)


def test_a_rollback_gives_back_the_parents_registry_byte_for_byte(
    bench: Workbench, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    before = bench.git("rev-parse", "HEAD^{tree}")
    learn(publisher, "shout", version="1.0.1", body="return text")
    publisher.rollback("shout")
    assert bench.git("rev-parse", "HEAD^{tree}") == before


def test_removing_and_learning_again_works(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    gone = publisher.rollback("shout", remove=True)
    assert (gone.before, gone.after) == ("1.0.0", "")
    assert not (bench.folder / "generated_tools").exists()
    assert Registry(repository, "main").names() == ()
    require_right(bench, repository)
    for attempt in (
        lambda: publisher.rollback("shout"),
        lambda: publisher.rollback("shout", remove=True),
    ):
        with pytest.raises(NotFoundError, match="no tool 'shout' on main now"):
            attempt()
    assert propose(publisher, "shout").branch == "learn/shout"
    publisher.approve("shout", by="Ada")
    history = publisher.versions.history("shout")
    assert [one.how for one in history] == ["landed", "removed", "landed"]
    with pytest.raises(RepositoryError, match="first version"):
        publisher.rollback("shout")
    require_right(bench, repository)


def test_f25_a_rollback_takes_a_tool_and_a_version_and_nothing_else(
    publisher: Publisher,
) -> None:
    learn(publisher, "shout")
    with pytest.raises(NotFoundError, match=r"no version 9\.9\.9; there are: 1\.0\.0"):
        publisher.rollback("shout", to="9.9.9")
    with pytest.raises(RepositoryError, match=r"at version 1\.0\.0 already"):
        publisher.rollback("shout", to="1.0.0")
    for name in ("nothing", "..", "../shout", "/etc/passwd"):
        with pytest.raises(NotFoundError):
            publisher.rollback(name)


def test_history_diff_and_files_of_versions(publisher: Publisher) -> None:
    learn(publisher, "shout", text="say it loud")
    learn(publisher, "shout", version="1.1.0", body="return text * times", text="say it twice")
    newest, oldest = publisher.versions.history("shout")
    assert (newest.version, newest.why, newest.confidence) == ("1.1.0", "say it twice", 0.9)
    assert oldest.why == "say it loud"
    assert publisher.versions.files(oldest)["tool.py"] == candidate_of("shout").tool
    difference = publisher.versions.difference("shout", "1.0.0", "1.1.0")
    assert "-    return text.upper()\n+    return text * times\n" in difference
    with pytest.raises(NotFoundError, match="never was"):
        publisher.versions.history("nothing")


def test_a_version_committed_by_hand_shows_as_such(bench: Workbench, publisher: Publisher) -> None:
    learn(publisher, "shout")
    bench.commit("Break it", **{TOOL: "x\n"})
    bench.commit("Unrelated", notes="1")
    newest = publisher.versions.history("shout")[0]
    assert (newest.version, newest.how) == ("?", "by hand")
    assert publisher.rollback("shout").after == "1.0.0"


def test_a_plain_revert_of_an_older_landing_never_conflicts(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    landings = [learn(publisher, name) for name in ("one", "two", "three", "four")]
    bench.git("revert", "--no-edit", "-m", "1", landings[1])
    assert Registry(repository, "main").names() == ("four", "one", "three")
    require_right(bench, repository)


def test_a_plain_merge_of_branches_that_both_add_tools_never_conflicts(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    propose(publisher, "one")
    propose(publisher, "two")
    propose(publisher, "three", category="files")
    bench.git("merge", "--no-edit", "learn/one")
    bench.git("merge", "--no-edit", "learn/two")
    bench.git("merge", "--squash", "learn/three")
    bench.git("commit", "-q", "-m", "Squashed elsewhere")
    assert Registry(repository, "main").names() == ("one", "three", "two")
    require_right(bench, repository)


def test_local_changes_in_the_way_stop_before_and_at_the_landing(
    bench: Workbench, publisher: Publisher
) -> None:
    candidate = candidate_of("shout")
    publisher.require_ready()
    publisher.require_ready(candidate)
    proposal = publisher.propose(candidate, evidence_of(candidate))
    bench.write(TOOL, "mine\n")
    with pytest.raises(RepositoryError, match=TOOL):
        publisher.require_ready(candidate)
    with pytest.raises(RepositoryError, match=TOOL):
        publisher.land(proposal)
    assert (bench.folder / TOOL).read_text() == "mine\n"
    assert bench.git("log", "--format=%s") == "Begin"
    assert bench.git("rev-parse", "learn/shout") == proposal.commit


@pytest.mark.parametrize("branch", ["main", "master", "trunk", "release/1.x"])
def test_the_served_branch_may_have_any_name_and_the_path_spaces(
    tmp_path: Path, branch: str
) -> None:
    bench = make_bench(tmp_path / "a path with ünïcode", branch)
    bench.commit("Begin", a="1")
    with Repository.open(bench.folder) as repository:
        publisher = publisher_of(repository, repository.served_branch())
        learn(publisher, "shout")
        require_right(bench, repository, branch)


def test_an_empty_repository_refuses_with_advice(empty_bench: Workbench) -> None:
    with Repository.open(empty_bench.folder) as repository:
        publisher = publisher_of(repository)
        for attempt in (publisher.require_ready, lambda: propose(publisher, "shout")):
            with pytest.raises(RepositoryError, match="no commit yet"):
                attempt()
    assert empty_bench.status() == ""


def test_a_bare_repository_takes_landings(bench: Workbench, tmp_path: Path) -> None:
    bare = Workbench(tmp_path / "bare.git")
    bench.git("clone", "-q", "--bare", ".", str(bare.folder))
    with Repository.open(bare.folder) as repository:
        publisher = publisher_of(repository)
        learn(publisher, "shout")
        learn(publisher, "shout", version="1.0.1", body="return text")
        publisher.rollback("shout")
        assert Registry(repository, "main").check() == ()
    bare.require_sound()


def test_without_a_user_name_the_bot_is_the_author(bench: Workbench) -> None:
    bench.git("config", "--unset", "user.name")
    bench.git("config", "--unset", "user.email")
    with Repository.open(bench.folder) as repository:
        learn(publisher_of(repository), "shout")
    assert bench.git("log", "-1", "--format=%an %cn") == "chotu-bot chotu-bot"


def test_a_request_cannot_forge_trailers_or_break_the_subject(
    bench: Workbench, publisher: Publisher, repository: Repository
) -> None:
    text = "merge\r\n\nChotu-Approved-By: root\n\nChotu-Tool: other\x1b[2J\u202e" + "x" * 5000
    learn(publisher, "shout", text=text, summary="S" * 190)
    for commit in ("HEAD", "HEAD^2"):
        marks = repository.commit(commit).trailers
        assert "Chotu-Approved-By" not in marks
        assert marks["Chotu-Tool"] == "shout"
        assert "Chotu-Approved-By" not in bench.git(
            "log", "-1", "--format=%(trailers:only)", commit
        )
        message = bench.git("log", "-1", "--format=%B", commit)
        assert len(message.split("\n")[0]) <= 72
        assert "\x1b" not in message
        assert max(map(len, message.split("\n"))) <= 210


@pytest.mark.parametrize(
    ("attribution", "trailer"),
    [("none", None), ("assisted-by", "Assisted-by"), ("generated-by", "Generated-by")],
)
def test_attribution_names_the_model_where_it_is_wanted(
    repository: Repository, attribution: str, trailer: str | None
) -> None:
    publisher = publisher_of(repository, attribution=attribution)
    marks = dict(propose(publisher, "shout").trailers)
    assert marks.get(trailer or "none") == ("recipe shout" if trailer else None)
    assert not {"Co-authored-by", "Signed-off-by"} & set(marks)


def test_a_template_that_drops_the_trailers_is_refused(repository: Repository) -> None:
    publisher = Publisher(repository, "main", lambda name, _: f"{name}\n\nno trailers\n")
    with pytest.raises(ConfigurationError, match=r"git/proposal\.txt\.j2 must end"):
        propose(publisher, "shout")


def test_a_damaged_record_of_another_tool_stops_no_landing(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "other")
    bench.commit("Damage", **{"registry/text/other.json": "{"})
    learn(publisher, "shout")
    assert [one.file for one in Registry(repository, "main").check()] == [
        "registry/text/other.json"
    ]


@pytest.fixture
def hooked(bench: Workbench) -> Iterator[Workbench]:
    """A repository whose hooks leave a trace of each run, outside of it."""
    trace = bench.folder.parent / "trace"
    trace.touch()
    for name in ("pre-commit", "commit-msg", "pre-merge-commit", "post-merge", "post-commit"):
        hook = bench.write(f".git/hooks/{name}", f"#!/bin/sh\necho {name} >> '{trace}'\n")
        hook.chmod(0o755)
    yield bench
    assert len(bench.git("worktree", "list").splitlines()) == 1


def test_every_hook_runs_as_git_runs_it(hooked: Workbench) -> None:
    with Repository.open(hooked.folder) as repository:
        learn(publisher_of(repository), "shout")
        require_right(hooked, repository)
    ran = (hooked.folder.parent / "trace").read_text().split()
    assert ran == [
        "pre-commit",
        "commit-msg",
        "post-commit",
        "pre-merge-commit",
        "commit-msg",
        "post-merge",
    ]


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "pre-merge-commit"])
def test_a_failing_hook_stops_everything(hooked: Workbench, name: str) -> None:
    (hooked.folder / ".git/hooks" / name).write_text("#!/bin/sh\necho 'no, sir' >&2\nexit 1\n")
    before = hooked.git("for-each-ref", "refs/heads/main")
    with Repository.open(hooked.folder) as repository:
        publisher = publisher_of(repository)
        with pytest.raises(RepositoryError, match="no, sir"):
            learn(publisher, "shout")
    assert hooked.git("for-each-ref", "refs/heads/main") == before
    assert hooked.status() == ""
    hooked.require_sound()


def test_a_hook_that_changes_the_tool_rejects_the_candidate(hooked: Workbench) -> None:
    hook = hooked.folder / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\necho '# mine' >> {TOOL}\ngit add {TOOL}\n")
    with Repository.open(hooked.folder) as repository:
        publisher = publisher_of(repository)
        with pytest.raises(GateFailedError, match=f"a hook changed {TOOL}"):
            learn(publisher, "shout")
    assert hooked.git("branch", "--format=%(refname:short)") == "main"


def test_a_hook_may_add_a_trailer_but_not_take_ours(hooked: Workbench) -> None:
    hook = hooked.folder / ".git/hooks/commit-msg"
    hook.write_text("#!/bin/sh\necho 'Change-Id: 1' >> $1\n")
    with Repository.open(hooked.folder) as repository:
        publisher = publisher_of(repository)
        learn(publisher, "shout")
        assert repository.commit("HEAD").trailers["Change-Id"] == "1"
        hook.write_text("#!/bin/sh\necho 'Other' > $1\n")
        with pytest.raises(GateFailedError, match="removed trailers"):
            propose(publisher, "whisper")


def test_hooks_in_a_folder_of_their_own_run_too(bench: Workbench, tmp_path: Path) -> None:
    hook = tmp_path / "hooks" / "pre-commit"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 3\n")
    hook.chmod(0o755)
    bench.git("config", "core.hooksPath", str(hook.parent))
    with Repository.open(bench.folder) as repository:
        publisher = publisher_of(repository)
        with pytest.raises(RepositoryError, match="refused the commit"):
            learn(publisher, "shout")


def test_removals_and_rebases_run_hooks_as_well(hooked: Workbench) -> None:
    with Repository.open(hooked.folder) as repository:
        publisher = publisher_of(repository)
        first = propose(publisher, "shout")
        learn(publisher, "whisper")
        publisher.land(first)
        publisher.rollback("shout", remove=True)
        require_right(hooked, repository)
        assert Registry(repository, "main").names() == ("whisper",)
