"""Taking whole landings back, and restoring all tools to a checkpoint."""

import pytest

from chotu_bot.errors import NotFoundError, RepositoryError, UsageError
from chotu_bot.publishing import Publisher
from chotu_bot.publishing.audit import Audit
from chotu_bot.registry import Registry
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from sample_tools import candidate_of, evidence_of, lineage_of
from workbench import Workbench

TOOL = "generated_tools/text/shout/tool.py"


@pytest.fixture
def publisher(repository: Repository) -> Publisher:
    return Publisher(repository, "main", Templates([shipped_folder()]).render)


def learn(publisher: Publisher, name: str, version: str = "1.0.0") -> str:
    """Id of the landing."""
    candidate = candidate_of(name, version=version)
    try:
        before = publisher.versions.record(publisher.versions.present(name))
    except NotFoundError:
        return publisher.publish(candidate, evidence_of(candidate)).commit
    evidence = evidence_of(candidate, lineage=lineage_of(before))
    return publisher.publish(candidate, evidence).commit


def versions(repository: Repository) -> dict[str, str]:
    registry = Registry(repository, "main")
    assert registry.check() == ()
    return {name: registry.require(name).version for name in registry.names()}


def require_clean(bench: Workbench, repository: Repository) -> None:
    bench.require_sound()
    assert bench.status() == ""
    assert Audit(repository, "main").run().findings == ()


# --- a whole landing ---------------------------------------------------------------------------


def test_a_landing_below_others_is_taken_back(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    second = learn(publisher, "shout", "1.1.0")
    learn(publisher, "whisper")
    done = publisher.restoring.undo(second[:10], reason="it shouts\nChotu-Tool: x", by="Ada")
    assert done.versions == {"shout": ("1.1.0", "1.0.0")}
    assert versions(repository) == {"shout": "1.0.0", "whisper": "1.0.0"}
    commit = repository.commit("main")
    assert dict(commit.trailers) == {"Chotu-Undone": second, "Chotu-Approved-By": "Ada"}
    assert "shout: 1.1.0 -> 1.0.0" in commit.message
    assert publisher.versions.present("shout").how == "rolled back"
    require_clean(bench, repository)


def test_the_first_landing_of_a_tool_is_taken_back_and_brought_again(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    landed = learn(publisher, "shout")
    undone = publisher.restoring.undo(landed)
    assert undone.versions == {"shout": ("1.0.0", "")}
    assert not (bench.folder / TOOL).exists()
    again = publisher.restoring.undo(undone.commit)
    assert again.versions == {"shout": ("", "1.0.0")}
    assert versions(repository) == {"shout": "1.0.0"}
    require_clean(bench, repository)


def test_a_landing_whose_tool_changed_since_is_not_taken_back(
    repository: Repository, publisher: Publisher
) -> None:
    first = learn(publisher, "shout")
    learn(publisher, "shout", "1.1.0")
    tip = repository.require_tip("main")
    with pytest.raises(RepositoryError, match="shout changed after commit"):
        publisher.restoring.undo(first)
    assert repository.require_tip("main") == tip


def test_what_is_no_landing_is_not_taken_back(bench: Workbench, publisher: Publisher) -> None:
    bench.write("README.md", "more\n")
    commit = bench.commit("Write")
    with pytest.raises(RepositoryError, match="changed no tool"):
        publisher.restoring.undo(commit)
    bench.git("switch", "--quiet", "--create", "aside")
    aside = bench.commit("Aside", b="2")
    bench.git("switch", "--quiet", "main")
    for rev in (aside, "nothing", "--all", ""):
        with pytest.raises(NotFoundError, match="there is no commit"):
            publisher.restoring.undo(rev)


def test_a_hand_edit_is_taken_back_like_anything_else(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    bench.write(TOOL, "def (\n")
    edit = bench.commit("Break it")
    assert publisher.restoring.undo(edit).versions == {"shout": ("?", "1.0.0")}
    assert versions(repository) == {"shout": "1.0.0"}
    with pytest.raises(RepositoryError, match="shout cannot be brought back"):
        publisher.restoring.undo(repository.require_tip("main"))


# --- checkpoints -------------------------------------------------------------------------------


def test_all_tools_return_to_a_checkpoint_and_history_stays(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    learn(publisher, "murmur")
    made = publisher.restoring.checkpoint("before-spring", by="Ada")
    assert (made.tools, made.commit) == (2, bench.git("rev-parse", "main"))
    assert bench.git("rev-parse", "checkpoint/before-spring^{commit}") == made.commit
    learn(publisher, "shout", "1.1.0")
    learn(publisher, "whisper")
    publisher.rollback("murmur", remove=True)
    bench.write("README.md", "kept\n")
    tip = bench.commit("Write")
    done = publisher.restoring.restore("before-spring", by="Ada")
    assert done.versions == {
        "murmur": ("", "1.0.0"),
        "shout": ("1.1.0", "1.0.0"),
        "whisper": ("1.0.0", ""),
    }
    assert versions(repository) == {"murmur": "1.0.0", "shout": "1.0.0"}
    assert (bench.folder / "README.md").read_text() == "kept\n"
    assert bench.git("rev-parse", "main^") == tip
    marks = repository.commit("main").trailers
    assert (marks["Chotu-Restored"], marks["Chotu-Checkpoint"]) == ("before-spring", made.commit)
    require_clean(bench, repository)
    with pytest.raises(RepositoryError, match="already"):
        publisher.restoring.restore("before-spring")
    assert learn(publisher, "whisper")
    assert publisher.restoring.checkpoints() == (made,)


def test_decisions_survive_a_restored_checkpoint(
    bench: Workbench, repository: Repository, publisher: Publisher
) -> None:
    learn(publisher, "shout")
    publisher.restoring.checkpoint("one")
    candidate = candidate_of("whisper")
    publisher.propose(candidate, evidence_of(candidate))
    publisher.reject("whisper", reason="no")
    learn(publisher, "murmur")
    publisher.restoring.restore("one")
    assert bench.git("ls-tree", "-r", "--name-only", "main", "registry/ledger")
    assert versions(repository) == {"shout": "1.0.0"}


@pytest.mark.parametrize(
    "name", ["", "Upper", "a b", "../x", "a..b", "-x", "x.lock", "x/", "x" * 70]
)
def test_a_checkpoint_needs_a_plain_name(publisher: Publisher, name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a checkpoint"):
        publisher.restoring.checkpoint(name)
    with pytest.raises(NotFoundError, match="there are: none"):
        publisher.restoring.restore(name)


def test_a_checkpoint_is_not_moved(publisher: Publisher) -> None:
    learn(publisher, "shout")
    publisher.restoring.checkpoint("one")
    learn(publisher, "whisper")
    with pytest.raises(RepositoryError, match="there is a checkpoint one already"):
        publisher.restoring.checkpoint("one")
    with pytest.raises(NotFoundError, match="there are: one"):
        publisher.restoring.restore("two")


def test_a_very_wide_restore_is_told_in_short(repository: Repository, publisher: Publisher) -> None:
    publisher.restoring.checkpoint("empty")
    for number in range(22):
        learn(publisher, f"made_{number}")
    publisher.restoring.restore("empty")
    message = repository.commit("main").message
    assert "and 2 more" in message
    assert message.count("absent") == 20
