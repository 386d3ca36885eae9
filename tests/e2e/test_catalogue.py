"""The list of requests that the catalogue is learned by, and what learns and checks it."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.domain.draft import Request
from chotu_bot.generators.recipes import Clear, RecipeGenerator
from chotu_bot.learning.analyzer import Analyzer
from chotu_bot.learning.decisions import Known
from chotu_bot.ranking import Document
from chotu_bot.registry import Record
from chotu_bot.rendering.templates import Templates, shipped_folder
from comparing import differences, generated, promised, whole
from journey import git
from learn import MOMENT, ROOT, check, learn_all, requests
from page import entries, page, table

TWO = {"word_count": "count the words of a text", "port_check": "check if a port is open"}


def quiet(_: str) -> None:
    """Say nothing."""


def test_every_request_on_the_list_means_its_tool() -> None:
    templates = Templates([shipped_folder()])
    recipes = RecipeGenerator(templates.paths("recipes"), templates.render_text)
    assert len(requests()) >= 61
    for tool, request in requests().items():
        match = recipes.match(Request(text=request))
        assert isinstance(match, Clear), request
        assert match.recipe.name == tool


def test_what_was_learned_is_found_in_the_words_that_its_recipe_knows() -> None:
    """And hardly ever another tool in its place: that would be called instead of learned."""
    templates = Templates([shipped_folder()])
    recipes = RecipeGenerator(templates.paths("recipes"), templates.render_text)
    records = [
        Record.from_bytes(path.read_bytes())
        for path in sorted((ROOT / "registry").glob("*/*.json"))
    ]
    learned = [
        Document(
            key=one.name,
            name=one.name,
            summary=one.summary,
            keywords=one.keywords,
            category=one.category,
        )
        for one in records
    ]
    analyzer = Analyzer()
    known = analyzer.ranker([recipes.told(one) for one in learned])
    names = {key: one.name for key, one in recipes.recipes.items()} | {"-": "-"}
    lines = (ROOT / "tests/data/requests-recipes.tsv").read_text("utf-8").splitlines()[1:]
    found, wrong = 0, []
    for key, text in (line.split("\t") for line in lines):
        decision = analyzer.decide(text, known)
        if isinstance(decision, Known):
            found += decision.name == names[key]
            wrong += [(text, decision.name)] * (decision.name != names[key])
    served = sum(not line.startswith("-") for line in lines)
    assert len(wrong) <= len(lines) * 0.01, wrong
    assert found >= served * 0.85


def test_only_what_says_the_same_of_itself_is_told_what_a_recipe_knows() -> None:
    templates = Templates([shipped_folder()])
    recipes = RecipeGenerator(templates.paths("recipes"), templates.render_text)
    plain = recipes.recipes["word_count"].document
    learned = replace(plain, phrases=("number of words",), not_for=())
    other = replace(learned, keywords=("words", "frequency"))
    slotted = replace(recipes.recipes["base64_text"].document, phrases=())

    assert recipes.told(learned).phrases == ("number of words", *plain.phrases)
    assert recipes.told(learned).not_for == plain.not_for
    assert recipes.told(other) == other
    assert recipes.told(slotted) == slotted


def test_what_another_recipe_plainly_does_is_not_said_to_exist() -> None:
    templates = Templates([shipped_folder()])
    recipes = RecipeGenerator(templates.paths("recipes"), templates.render_text)

    assert recipes.rather("find_files", "read a text file safely")
    assert not recipes.rather("read_text_file", "read a text file safely")
    assert not recipes.rather("a_tool_of_its_own", "read a text file safely")


@pytest.mark.acceptance
def test_learning_anew_gives_the_same_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    require_loopback(folder)
    said: list[str] = []
    assert learn_all(folder, TWO, said.append) == 0
    assert "landed word_count" in said[0]
    assert "approved port_check" in said[1]
    assert git(folder, "rev-list", "--merges", "--count", "HEAD") == "2"
    assert check(folder, TWO, whole, said.append) == 0
    assert said[-1].endswith(": 2 requests, 0 not learned, 0 of 8 files differ")
    assert learn_all(folder, TWO, said.append) == 0
    assert "exists port_check" in said[-1]


@pytest.mark.acceptance
def test_what_differs_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    one = {"word_count": TWO["word_count"]}
    learn_all(folder, one, quiet)
    place = folder / "generated_tools" / "text" / "word_count"
    with (place / "tool.py").open("a") as stream:
        stream.write("# mine\n")
    (place / "evidence.json").unlink()
    (folder / "registry" / "text" / "word_count" / "more.txt").parent.mkdir()
    (folder / "registry" / "text" / "word_count" / "more.txt").write_text("mine")
    said: list[str] = []
    assert check(folder, one, whole, said.append) == 3
    assert said[1:-1] == [
        "missing here: generated_tools/text/word_count/evidence.json",
        "differs: generated_tools/text/word_count/tool.py",
        "not learned anew: registry/text/word_count/more.txt",
    ]


def test_what_another_python_may_measure_otherwise_is_not_promised(tmp_path: Path) -> None:
    tool = tmp_path / "generated_tools" / "text" / "word_count"
    shutil.copytree(ROOT / "generated_tools" / "text" / "word_count", tool)
    record = tmp_path / "registry" / "text" / "word_count.json"
    record.parent.mkdir(parents=True)
    shutil.copy(ROOT / "registry" / "text" / "word_count.json", record)
    here = generated(ROOT, ["word_count"], promised)
    assert list(differences(here, generated(tmp_path, ["word_count"], promised))) == []

    evidence = json.loads((tool / "evidence.json").read_text())
    mutation = next(one for one in evidence["predicate"]["checks"] if one["check"] == "mutation")
    mutation["measures"]["killed"] -= 1
    evidence["predicate"]["confidence"]["score"] = 0.5
    (tool / "evidence.json").write_text(json.dumps(evidence))
    other = json.loads(record.read_text())
    other["digests"]["evidence"], other["confidence"] = "0" * 64, 0.5
    record.write_text(json.dumps(other))
    assert list(differences(here, generated(tmp_path, ["word_count"], promised))) == []
    found = differences(
        generated(ROOT, ["word_count"], whole), generated(tmp_path, ["word_count"], whole)
    )
    assert len(list(found)) == 2

    mutation["status"] = "fail"
    other["summary"] = "Count something else."
    (tool / "evidence.json").write_text(json.dumps(evidence))
    record.write_text(json.dumps(other))
    assert list(differences(here, generated(tmp_path, ["word_count"], promised))) == [
        "differs: generated_tools/text/word_count/evidence.json",
        "differs: registry/text/word_count.json",
    ]


def test_no_tool_is_taken_for_one_that_is_learned_later() -> None:
    records = {path.stem: Record.from_bytes(path.read_bytes()) for path in registry_files()}
    analyzer = Analyzer()
    before: list[Document] = []
    for tool, request in requests().items():
        answer = analyzer.decide(request, analyzer.ranker(before))
        assert not isinstance(answer, Known), (request, answer)
        record = records[tool]
        before.append(
            Document(
                key=tool,
                name=tool,
                summary=record.summary,
                keywords=record.keywords,
                category=record.category,
                phrases=(request,),
            )
        )


def registry_files() -> list[Path]:
    return [path for path in (ROOT / "registry").glob("*/*.json") if path.parent.name != "ledger"]


def test_a_request_that_gives_another_tool_is_counted(folder: Path) -> None:
    wrong = {"word_count": "slugify a title", "slugify": "do the thing"}
    said: list[str] = []
    assert learn_all(folder, wrong, said.append) == 2
    assert "unclear, wanted slugify and nothing came" in said[1]


def test_the_page_and_the_table_tell_what_the_evidence_says(folder: Path) -> None:
    assert "No tools are registered." in page(entries(folder))
    learn_all(folder, {"word_count": TWO["word_count"]}, quiet)
    (found,) = entries(folder)
    assert (found.name, found.risk, found.killed, found.mutants) == ("word_count", "pure", 5, 5)
    assert "1 tools with 11 tests; of the mutants, the median tool kills 100%" in table([found])
    document = page([found])
    assert "## text\n" in document
    assert (
        "| [word_count](../generated_tools/text/word_count/tool.py) | Count the words" in document
    )
    assert "| count the words of a text | none | pure | 5 of 5 | 0.90 |" in document


def require_loopback(folder: Path) -> None:
    with Chotu.open(folder) as chotu:
        if chotu._shop.sandbox.backend == "landlock":
            pytest.skip("the landlock backend has no private loopback")
