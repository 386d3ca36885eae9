"""What the merge gate is made of: whose code runs, whose configuration counts, what is taken."""

import shutil
from pathlib import Path

import pytest

import chotu_bot
from chotu_bot import Chotu
from chotu_bot.app import basis
from chotu_bot.app.basis import BasisWorkshop, code_that_differs
from chotu_bot.cli.gate import run_gated
from chotu_bot.cli.main import cli
from chotu_bot.domain.verdict import CheckResult, Status, Verdict
from chotu_bot.errors import ConfigurationError, RepositoryError
from chotu_bot.publishing import Publisher
from chotu_bot.publishing.patches import Patches
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.reviewing.recorded import Remembered
from chotu_bot.sandbox.environment import shipped_lock
from chotu_bot.vcs import Repository
from sample_tools import candidate_of, evidence_of
from workbench import Workbench


def shop_of(bench: Workbench, rev: str = "HEAD") -> BasisWorkshop:
    commit = bench.git("rev-parse", rev)
    return BasisWorkshop(bench.folder, commit, lambda _stage, _result: None)


def test_configuration_templates_and_lock_come_from_the_commit(bench: Workbench) -> None:
    bench.commit(
        "Configure",
        **{
            "chotu.ini": "[gate]\nmin_kill_rate = 0.9\n",
            "chotu.lock": "the base's\n",
            "templates/tool/main.py.j2": "# {{ name }}\n",
        },
    )
    for path in ("chotu.ini", "chotu.lock", "templates/tool/main.py.j2"):
        bench.write(path, "[gate]\nmin_kill_rate = 0\n")
    bench.commit("Loosen")
    shop = shop_of(bench, "HEAD~1")
    assert shop.settings.gate.min_kill_rate == 0.9
    assert shop.lock == "the base's\n"
    assert shop.templates.render("tool/main.py", {"name": "x"}) == "# x\n"
    folder = shop.templates.folders[0]
    shop.close()
    assert not folder.exists()


def test_a_commit_without_any_has_the_shipped_ones(bench: Workbench) -> None:
    shop = shop_of(bench)
    assert shop.templates.folders == (shipped_folder(),)
    assert shop.lock == shipped_lock()
    assert shop.settings.gate.min_kill_rate == 0.8
    assert shop.registry.names() == ()
    shop.close()


def test_a_configuration_that_is_no_text_is_said_so(bench: Workbench) -> None:
    bench.write("chotu.ini", b"\xff")
    bench.commit("Break")
    shop = shop_of(bench)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        _ = shop.settings
    shop.close()


def test_a_program_that_is_installed_elsewhere_is_not_the_heads_own(bench: Workbench) -> None:
    with Repository.open(bench.folder) as repository:
        assert code_that_differs(repository, bench.git("rev-parse", "HEAD")) == ""


def test_a_program_in_the_repository_must_be_the_bases(bench: Workbench) -> None:
    """The repository that holds the program judges with the base's code, or not at all."""
    package = Path(chotu_bot.__file__).parent
    copy = bench.folder / "bot" / "chotu_bot"
    shutil.copytree(package / "reply", copy, ignore=shutil.ignore_patterns("__pycache__"))
    with Repository.open(bench.folder) as repository:
        assert basis._difference(repository, "HEAD", copy, "bot/chotu_bot") == ""
    at = bench.commit("Program")
    with Repository.open(bench.folder) as repository:
        (copy / "__pycache__").mkdir()
        (copy / "__pycache__" / "x.pyc").write_bytes(b"")
        assert basis._difference(repository, at, copy, "bot/chotu_bot") == ""
        (copy / "words.py").write_text("x = 1\n")
        assert basis._difference(repository, at, copy, "bot/chotu_bot") == "bot/chotu_bot/words.py"
        bench.git("checkout", "--quiet", "--", ".")
        (copy / "added.py").write_text("x = 1\n")
        assert basis._difference(repository, at, copy, "bot/chotu_bot") == "bot/chotu_bot/added.py"


# --- what is remembered ----------------------------------------------------------------------

PASSED = Verdict(results=(CheckResult(check="tests", status=Status.PASS, reason="fine"),))


def test_answers_are_remembered_by_what_was_asked(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / ".chotu", enabled=True)
    remembered.tidy()
    remembered.put({"gate": "1"}, PASSED)
    assert remembered.get({"gate": "1"}) == PASSED
    assert remembered.get({"gate": "2"}) is None
    remembered.tidy()
    assert remembered.get({"gate": "1"}) == PASSED


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"results": [{}]}', b'{"results": 3}'])
def test_an_answer_that_cannot_be_read_answers_nothing(tmp_path: Path, content: bytes) -> None:
    remembered = Remembered(tmp_path / ".chotu", enabled=True)
    remembered.put({}, PASSED)
    (path,) = (tmp_path / ".chotu/verdicts").glob("*.json")
    path.write_bytes(content)
    assert remembered.get({}) is None


def test_what_is_undecided_or_not_to_be_trusted_is_not_remembered(tmp_path: Path) -> None:
    undecided = CheckResult(check="tests", status=Status.INCONCLUSIVE, reason="busy")
    remembered = Remembered(tmp_path / ".chotu", enabled=True)
    remembered.put({}, Verdict(results=(undecided,)))
    assert remembered.get({}) is None
    Remembered(tmp_path / ".chotu", enabled=False).put({}, PASSED)
    assert remembered.get({}) is None
    remembered.put({}, PASSED)
    assert Remembered(tmp_path / ".chotu", enabled=False).get({}) is None


# --- patches that are not taken --------------------------------------------------------------


def patch_of(bench: Workbench, name: str = "shout") -> bytes:
    with Repository.open(bench.folder) as repository:
        publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
        candidate = candidate_of(name)
        return Patches(repository, "main").make(
            publisher.propose(candidate, evidence_of(candidate))
        )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"Chotu-Tool: shout", b"Chotu-Tool: ../x", "says of no tool"),
        (b"Chotu-Tool: shout", b"Chotu-Tool: whisper", "not as chotu-bot made it"),
        (b"Chotu-Evidence: ", b"Chotu-Evidence: 0", "not as chotu-bot made it"),
    ],
)
def test_a_patch_that_is_not_ours_is_refused_before_anything_runs(
    bench: Workbench, old: bytes, new: bytes, message: str
) -> None:
    patch = patch_of(bench)
    bench.git("branch", "-D", "learn/shout")
    with Chotu.open(bench.folder) as chotu, pytest.raises(RepositoryError, match=message):
        chotu.take_patch(patch.replace(old, new))
    assert bench.git("branch", "--list", "learn/*") == ""


def test_words_that_name_no_file_or_format_are_usage_errors(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bench.folder)
    for report in ("sarif", "nonsense=x", "sarif="):
        assert run_gated(cli, ["gate", "--base", "main", "--report", report]) == 2
    assert run_gated(cli, ["gate", "-q", "--base", "main", "--report", "sarif=/dev/null/x"]) == 2
    monkeypatch.setenv("NOTHING", "")
    assert run_gated(cli, ["learn-issue", "--from", "NOTHING"]) == 2
