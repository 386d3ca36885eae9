"""The audit: it vouches for what came through the gate, and names every commit that did not."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot.domain.contract import canonical_json, digest
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.publishing import Publisher
from chotu_bot.publishing.audit import Audit, Audited
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from sample_tools import candidate_of, evidence_of, lineage_of, tool_files, tool_source
from workbench import Workbench

FOLDER = "generated_tools/text/shout"
TOOL = f"{FOLDER}/tool.py"
WHISPER = "generated_tools/text/whisper/evidence.json"


def audit(bench: Workbench) -> Audited:
    with Repository.open(bench.folder) as repository:
        return Audit(repository, "main").run()


def told(bench: Workbench) -> list[tuple[str, str, Level]]:
    """Rule, place and level of each finding."""
    return [(one.rule, one.file, one.level) for one in audit(bench).findings]


def learn(bench: Workbench, name: str, *, branch: str = "main", **options: str) -> str:
    with Repository.open(bench.folder) as repository:
        publisher = Publisher(repository, branch, Templates([shipped_folder()]).render)
        candidate = candidate_of(name, **options)
        return publisher.publish(candidate, evidence_for(publisher, name, candidate)).commit


def evidence_for(publisher: Publisher, name: str, candidate: Candidate) -> bytes:
    """Evidence that names the version the candidate replaces, if there is one."""
    try:
        before = publisher.versions.record(publisher.versions.present(name))
    except NotFoundError:
        return evidence_of(candidate)
    return evidence_of(candidate, lineage=lineage_of(before))


def roll_back(bench: Workbench, name: str, *, remove: bool = False) -> None:
    with Repository.open(bench.folder) as repository:
        render = Templates([shipped_folder()]).render
        Publisher(repository, "main", render).rollback(name, remove=remove)


def forge(bench: Workbench, files: dict[str, bytes], version: str = "1.0.0") -> str:
    """A commit by hand that looks like a landing."""
    evidence = digest(files[f"{FOLDER}/evidence.json"])
    marks = f"Chotu-Tool: shout\nChotu-Version: {version}\nChotu-Evidence: {evidence}"
    for path, content in files.items():
        bench.write(path, content)
    return bench.commit(f"Land shout\n\nTrust me.\n\n{marks}")


# --- what is clean ---------------------------------------------------------------------------


def test_landings_versions_rollbacks_and_removals_are_clean(bench: Workbench) -> None:
    learn(bench, "shout")
    learn(bench, "whisper")
    learn(bench, "shout", version="1.1.0")
    roll_back(bench, "shout")
    roll_back(bench, "whisper", remove=True)
    done = audit(bench)
    assert done.findings == ()
    assert (done.landings, done.tools) == (3, 1)
    assert done.tip == bench.git("rev-parse", "main")
    assert done.commits == int(bench.git("rev-list", "--count", "main"))


def test_what_plain_git_does_to_landings_is_clean(bench: Workbench) -> None:
    """Reverting a landing, merging two branches that both hold landings, and a squash."""
    learn(bench, "shout")
    second = learn(bench, "shout", version="1.1.0")
    bench.git("revert", "--no-edit", "-m", "1", second)
    bench.git("switch", "--quiet", "--create", "other")
    learn(bench, "whisper", branch="other")
    bench.git("switch", "--quiet", "main")
    learn(bench, "murmur")
    bench.git("merge", "--quiet", "--no-edit", "other")
    assert told(bench) == []
    assert audit(bench).tools == 3


def test_a_landing_squashed_elsewhere_is_clean_where_its_trailers_were_kept(
    bench: Workbench,
) -> None:
    bench.git("switch", "--quiet", "--create", "other")
    learn(bench, "shout", branch="other")
    message = bench.git("log", "-1", "--format=%B")
    bench.git("switch", "--quiet", "main")
    bench.git("merge", "--quiet", "--squash", "other")
    bench.git("commit", "--quiet", "-m", message)
    assert told(bench) == []


def test_a_squash_without_trailers_is_told_and_its_content_judged(bench: Workbench) -> None:
    for name in ("shout", "whisper", "murmur", "mumble", "sigh", "cry"):
        for path, content in tool_files(name).items():
            bench.write(path, content)
    commit = bench.commit("Squash everything")
    roll_back(bench, "cry", remove=True)
    (found,) = audit(bench).findings
    assert (found.rule, found.level) == ("audit/no-landing", Level.WARNING)
    assert f"{commit[:12]} by Ada Example is no landing, and brought 6 versions" in found.message
    assert "text/cry, text/mumble" in found.message
    assert found.message.count("text/") == 5
    learn(bench, "shout", version="1.1.0")
    assert [one.rule for one in audit(bench).findings] == ["audit/no-landing"]


def test_a_repository_without_tools_is_clean(bench: Workbench) -> None:
    assert audit(bench).findings == ()


# --- what is not -----------------------------------------------------------------------------


def test_a_tool_added_by_hand_is_named_with_its_commit(bench: Workbench) -> None:
    learn(bench, "whisper")
    for path, content in tool_files("shout").items():
        bench.write(path, content)
    bench.write(f"{FOLDER}/evidence.json", tool_files("whisper")[WHISPER])
    commit = bench.commit("Add a tool")
    (found,) = audit(bench).findings
    assert (found.rule, found.file, found.level) == ("audit/by-hand", FOLDER, Level.ERROR)
    assert "the evidence is of other files" in found.message
    assert commit[:12] in found.message
    assert "Ada Example" in found.message


def test_a_tool_edited_by_hand_is_named_until_it_is_gone_and_then_warned_of(
    bench: Workbench,
) -> None:
    learn(bench, "shout")
    bench.write(TOOL, (bench.folder / TOOL).read_bytes() + b"# quick fix\n")
    bench.commit("Quick fix")
    assert told(bench) == [("audit/by-hand", FOLDER, Level.ERROR)]
    bench.git("revert", "--no-edit", "HEAD")
    assert told(bench) == [("audit/by-hand", FOLDER, Level.WARNING)]


@pytest.mark.parametrize(
    "path", [f"{FOLDER}/helper.py", f"{FOLDER}/deep/er.py", "generated_tools/text/loose.py"]
)
def test_a_file_that_no_landing_brought_is_named(bench: Workbench, path: str) -> None:
    learn(bench, "shout")
    bench.write(path, "x = 1\n")
    bench.commit("More")
    ((rule, file, level),) = told(bench)
    assert (rule, level) == ("audit/by-hand", Level.ERROR)
    assert path.startswith(file)


def test_a_landing_that_was_amended_is_named(bench: Workbench) -> None:
    learn(bench, "shout")
    bench.write(TOOL, (bench.folder / TOOL).read_bytes() + b"# more\n")
    bench.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    (found,) = audit(bench).findings
    assert found.rule == "audit/forged"
    assert "the evidence is of other files" in found.message


def test_a_merge_that_mixes_two_versions_is_named(bench: Workbench) -> None:
    learn(bench, "shout")
    bench.git("switch", "--quiet", "--create", "other")
    learn(bench, "shout", branch="other", version="1.1.0")
    bench.git("switch", "--quiet", "main")
    bench.git("merge", "--quiet", "--no-ff", "--no-commit", "other")
    bench.write(TOOL, tool_source("shout", version="1.1.0", body="return text.lower()"))
    bench.commit("Merge other")
    assert told(bench) == [("audit/by-hand", FOLDER, Level.ERROR)]


def changed(edit: Callable[[dict[str, object]], None]) -> dict[str, bytes]:
    """The files of a tool with its evidence edited."""
    files = tool_files("shout")
    statement = json.loads(files[f"{FOLDER}/evidence.json"])
    edit(statement["predicate"])
    return {**files, f"{FOLDER}/evidence.json": canonical_json(statement)}


FORGERIES: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "of a gate that failed": (
        lambda: changed(lambda one: one.update(result="FAILED")),
        "the gate did not pass it",
    ),
    "without checks": (lambda: changed(lambda one: one.update(checks=[])), "no checks"),
    "with a check that was skipped": (
        lambda: changed(
            lambda one: one.update(checks=[{"check": "mutation", "status": "skip"}]),
        ),
        "the gate did not pass it: mutation",
    ),
    "without what it should hold": (lambda: changed(dict.clear), "cannot be read"),
    "that is no JSON": (
        lambda: {**tool_files("shout"), f"{FOLDER}/evidence.json": b"{"},
        "cannot be read",
    ),
    "of another tool": (
        lambda: {**tool_files("shout"), TOOL: tool_source("shout", body="return text")},
        "the evidence is of other files",
    ),
    "with another file beside it": (
        lambda: {**tool_files("shout"), f"{FOLDER}/x.py": b"1\n"},
        "the folder holds",
    ),
    "of another version": (
        lambda: tool_files("shout", version="2.0.0"),
        "the tool calls itself 2.0.0, and the commit says 1.0.0",
    ),
    "with a second tool": (
        lambda: {**tool_files("shout"), **tool_files("whisper")},
        "it says that it brings shout, and brings text/shout, text/whisper",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_evidence_is_named_for_its_own_reason(bench: Workbench, name: str) -> None:
    make, reason = FORGERIES[name]
    commit = forge(bench, make())
    findings = audit(bench).findings
    assert {one.rule for one in findings} == {"audit/forged"}
    assert all(reason in one.message and commit[:12] in one.message for one in findings)
    assert all(one.level is Level.ERROR for one in findings)


def test_trailers_that_name_other_evidence_are_named(bench: Workbench) -> None:
    for path, content in tool_files("shout").items():
        bench.write(path, content)
    marks = f"Chotu-Tool: shout\nChotu-Version: 1.0.0\nChotu-Evidence: {'0' * 64}"
    bench.commit(f"Land shout\n\n{marks}")
    (found,) = audit(bench).findings
    assert "evidence.json is not the one that the commit names" in found.message


def test_an_executable_or_linked_tool_file_is_named(bench: Workbench) -> None:
    files = tool_files("shout")
    for path, content in files.items():
        bench.write(path, content)
    (bench.folder / TOOL).chmod(0o755)
    forge(bench, files)
    assert told(bench) == [("audit/forged", FOLDER, Level.ERROR)]


def test_a_shallow_clone_proves_nothing(bench: Workbench, tmp_path: Path) -> None:
    learn(bench, "shout")
    bench.git("clone", "--quiet", "--depth=1", f"file://{bench.folder}", str(tmp_path / "clone"))
    with Repository.open(tmp_path / "clone") as repository:
        walk = Audit(repository, "main")
        with pytest.raises(RepositoryError, match="shallow clone"):
            walk.run()


# --- signatures ------------------------------------------------------------------------------


def test_signatures_are_verified_through_git(bench: Workbench, tmp_path: Path) -> None:
    learn(bench, "whisper")
    key = tmp_path / "key"
    made = subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", str(key)],
        check=False,
        capture_output=True,
    )
    if made.returncode != 0:
        pytest.skip("no ssh-keygen here")
    for name, value in {
        "commit.gpgsign": "true",
        "gpg.format": "ssh",
        "user.signingkey": str(key),
        "gpg.ssh.allowedSignersFile": str(tmp_path / "signers"),
    }.items():
        bench.git("config", name, value)
    public = key.with_suffix(".pub").read_text()
    (tmp_path / "signers").write_text(f"ada@example.org {public}")
    learn(bench, "shout")
    found = signatures(bench)
    assert {(one.file, one.rule) for one in found} == {("whisper", "audit/signature")}
    assert all("is not signed" in one.message for one in found)
    (tmp_path / "signers").write_text("")
    assert {one.file for one in signatures(bench)} == {"whisper", "shout"}


def signatures(bench: Workbench) -> tuple[Finding, ...]:
    with Repository.open(bench.folder) as repository:
        return Audit(repository, "main").signatures()


def test_an_unreadable_tool_cannot_pass_for_a_landing(bench: Workbench) -> None:
    candidate = candidate_of("shout")
    broken = replace(candidate, tool=b"def (:\n")
    files = {
        TOOL: broken.tool,
        f"{FOLDER}/test_tool.py": broken.tests,
        f"{FOLDER}/evidence.json": evidence_of(broken),
    }
    forge(bench, files)
    (found,) = audit(bench).findings
    assert "cannot be read" in found.message
