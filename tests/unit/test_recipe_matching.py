"""Recipes: read from their folders, matched to requests, filled, and turned into drafts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from chotu_bot.domain.contract import Example
from chotu_bot.domain.draft import Request, Task
from chotu_bot.errors import CannotRepairError, ConfigurationError, GeneratorError
from chotu_bot.generators.recipe import Recipe, Slot, load_recipes, read_recipe
from chotu_bot.generators.recipes import Clear, NoRecipe, RecipeGenerator, Several
from chotu_bot.generators.slots import UnfilledSlotError, fill
from chotu_bot.ranking import English, Ranker, load_lexicon
from chotu_bot.rendering.templates import Templates, shipped_folder
from labelled import DATA

COUNT = """
name = "count_vowels"
summary = "Count the vowels of a text."
category = "text"
keywords = ["vowel", "count"]
phrases = ["count vowels in a text"]
[[examples]]
arguments = { text = "banana" }
result = 3
"""
COUNT_TOOL = '''"""Count vowels."""


def {{ name }}(text: str) -> int:
    """Count the vowels of a text.

    Args:
        text: any text.
    """
    return sum(letter in "aeiou" for letter in text)
'''
COUNT_TESTS = """

def test_vowels() -> None:
    assert {{ name }}("aeiou") == 5
"""
SCALE = """
name = "scale_convert"
summary = "Convert a temperature to another scale."
category = "math"
keywords = ["temperature", "convert"]
phrases = ["convert a temperature"]
[[slots]]
name = "target"
choices = { celsius = ["centigrade"], fahrenheit = [] }
"""
SCALE_TOOL = '''"""Convert."""


def {{ name }}(degrees: float) -> float:
    """Convert to {{ target }}."""
    return degrees
'''


def write(folder: Path, key: str, manifest: str, tool: str = COUNT_TOOL) -> Path:
    place = folder / key
    place.mkdir(parents=True)
    (place / "recipe.toml").write_text(manifest, "utf-8")
    (place / "tool.py.j2").write_text(tool, "utf-8")
    (place / "tests.py.j2").write_text(COUNT_TESTS, "utf-8")
    return place


def generator(*folders: Path) -> RecipeGenerator:
    return RecipeGenerator(folders, Templates(folders or [Path()]).render_text)


@pytest.fixture
def two(tmp_path: Path) -> RecipeGenerator:
    write(tmp_path, "count_vowels", COUNT)
    write(tmp_path, "scale_convert", SCALE, SCALE_TOOL)
    return generator(tmp_path)


def task(text: str, **more: object) -> Task:
    taken = more.pop("taken", frozenset())
    assert isinstance(taken, frozenset)
    return Task(request=Request(text=text, **more), taken_names=taken)  # type: ignore[arg-type]


def test_a_recipe_that_clearly_fits_becomes_a_draft(two: RecipeGenerator) -> None:
    draft = two.draft(task("count the vowels in a text"))
    assert draft.contract.signature == "count_vowels(text: str) -> int"
    assert draft.contract.summary == "Count the vowels of a text."
    assert draft.contract.examples[0].result == 3
    assert "def count_vowels(" in draft.code
    assert 'count_vowels("aeiou") == 5' in draft.tests
    assert (draft.authorship.generator, draft.authorship.source) == ("recipe", "count_vowels")


def test_the_name_that_the_person_wants_is_used(two: RecipeGenerator) -> None:
    draft = two.draft(task("count the vowels in a text", name="vowels"))
    assert draft.contract.name == "vowels"
    assert 'vowels("aeiou") == 5' in draft.tests


def test_f59_a_taken_name_is_never_taken_again(two: RecipeGenerator) -> None:
    taken = frozenset({"count_vowels", "count_vowels_2"})
    draft = two.draft(task("count the vowels in a text", taken=taken))
    assert draft.contract.name == "count_vowels_3"


def test_examples_of_the_person_come_first(two: RecipeGenerator) -> None:
    mine = Example(arguments={"text": "ou"}, result=2)
    draft = two.draft(task("count the vowels in a text", examples=(mine,)))
    assert draft.contract.examples[0] == mine
    assert len(draft.contract.examples) == 2


@pytest.mark.parametrize(
    ("arguments", "result", "said"),
    [
        ({"word": "ou"}, 2, "the example gives word"),
        ({"text": 5}, 2, "text: 5 is not a string"),
        ({"text": "ou"}, "two", "result: 'two' is not an integer"),
    ],
)
def test_an_example_that_the_recipe_cannot_meet_rules_it_out(
    two: RecipeGenerator, arguments: Mapping[str, str], result: int, said: str
) -> None:
    request = Request(
        text="count the vowels in a text",
        examples=(Example(arguments=dict(arguments), result=result),),
    )
    match = two.match(request)
    assert isinstance(match, NoRecipe)
    assert said in match.why


def test_no_recipe_names_the_nearest_and_what_it_lacks(two: RecipeGenerator) -> None:
    match = two.match(Request(text="count the syllables of a text"))
    assert isinstance(match, NoRecipe)
    assert match.nearest[0].key == "count_vowels"
    assert "syllables" in match.why
    with pytest.raises(GeneratorError, match="no recipe fits this request"):
        two.draft(task("count the syllables of a text"))


def test_nothing_near_is_said_plainly(two: RecipeGenerator) -> None:
    match = two.match(Request(text="book a flight"))
    assert match == NoRecipe(nearest=(), why="nothing near it is known")


def test_several_equal_recipes_are_asked_about(tmp_path: Path) -> None:
    write(tmp_path, "a", COUNT)
    write(tmp_path, "b", COUNT.replace('"count_vowels"', '"vowel_count"'))
    both = generator(tmp_path)
    match = both.match(Request(text="count vowels in a text"))
    assert isinstance(match, Several)
    assert [one.key for one in match.recipes] == ["a", "b"]
    with pytest.raises(GeneratorError, match="several recipes fit equally"):
        both.draft(task("count vowels in a text"))


def test_a_slot_is_filled_from_the_request(two: RecipeGenerator) -> None:
    draft = two.draft(task("convert a temperature to centigrade"))
    assert "Convert to celsius." in draft.code


def test_a_request_that_leaves_a_slot_open_hears_what_there_is(two: RecipeGenerator) -> None:
    match = two.match(Request(text="convert a temperature"))
    assert isinstance(match, NoRecipe)
    assert match.why == "say which target: celsius, fahrenheit"


def test_an_unsupported_slot_value_hears_what_there_is(two: RecipeGenerator) -> None:
    match = two.match(Request(text="convert a temperature to reaumur"))
    assert isinstance(match, NoRecipe)
    assert "scale_convert offers target: celsius, fahrenheit" in match.why


def test_slots_with_the_same_words_take_them_in_order() -> None:
    choices = {"mile": ("miles",), "km": ("kilometre",)}
    slots = [
        Slot(name="source", choices=choices, default=None),
        Slot(name="target", choices=choices, default=None),
    ]
    assert fill(slots, "miles to kilometres") == {"source": "mile", "target": "km"}
    assert fill(slots, "km from miles") == {"source": "mile", "target": "km"}
    with pytest.raises(UnfilledSlotError, match="say which target: mile, km"):
        fill(slots, "miles")
    assert fill([Slot(name="s", choices=choices, default="km")], "nothing") == {"s": "km"}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("what does this say once decoded", "decode"),
        ("decoding a text", "decode"),
        ("I have decoders", "decode"),
        ("it must be encoded", "encode"),
        ("a mode of its own", "encode"),
        ("decodex", "encode"),
        ("lint it, linting is good, linted", "lint"),
    ],
)
def test_a_slot_hears_words_in_any_form(words: str, value: str) -> None:
    choices: Mapping[str, tuple[str, ...]] = {"encode": (), "decode": (), "lint": ()}
    slot = Slot(name="action", choices=choices, default="encode")
    assert fill([slot], words) == {"action": value}


def test_a_recipe_does_not_repair_itself(two: RecipeGenerator) -> None:
    asked = task("count the vowels in a text")
    with pytest.raises(CannotRepairError, match="count_vowels"):
        two.repair(asked, two.draft(asked), ())


def test_a_repository_replaces_a_shipped_recipe_by_its_key(tmp_path: Path) -> None:
    write(tmp_path / "own", "count_vowels", COUNT.replace("of a text.", "of my text."))
    write(tmp_path / "shipped", "count_vowels", COUNT)
    (only,) = load_recipes([tmp_path / "own", tmp_path / "shipped"])
    assert only.summary == "Count the vowels of my text."


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("name = ", "Invalid value"),
        (COUNT.replace("keywords", "keyword"), "unknown key 'keyword'"),
        (COUNT.replace('"count_vowels"', '"../x"'), "a tool name is"),
        (COUNT.replace('"text"\nkey', '"poems"\nkey'), "no category 'poems'"),
        (COUNT.replace('["vowel", "count"]', '"vowel"'), "keywords is a list of strings"),
        (COUNT.replace('"Count the vowels of a text."', "7"), "summary is one line of text"),
        (COUNT.replace("result = 3", ""), "an example has arguments"),
        (COUNT + "\n[permissions]\nfly = true", "unknown permission 'fly'"),
        (SCALE + 'default = "kelvin"', "slot default 'kelvin' is none of"),
    ],
)
def test_a_malformed_manifest_is_named_with_its_file(
    tmp_path: Path, manifest: str, said: str
) -> None:
    path = write(tmp_path, "odd", manifest) / "recipe.toml"
    with pytest.raises(ConfigurationError, match="odd") as caught:
        read_recipe(path)
    assert said in str(caught.value)


def test_a_recipe_whose_code_is_no_tool_is_a_configuration_error(tmp_path: Path) -> None:
    write(tmp_path, "count_vowels", COUNT, "x = (")
    with pytest.raises(ConfigurationError, match=r"tool\.py\.j2"):
        generator(tmp_path).draft(task("count the vowels in a text"))


def test_a_recipe_without_its_tests_is_a_configuration_error(tmp_path: Path) -> None:
    (write(tmp_path, "count_vowels", COUNT) / "tests.py.j2").unlink()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        generator(tmp_path).draft(task("count the vowels in a text"))


def test_permissions_and_dependencies_reach_the_contract(tmp_path: Path) -> None:
    manifest = COUNT.replace(
        "[[examples]]", 'dependencies = ["pypdf>=5"]\n[permissions]\nread = ["text"]\n[[examples]]'
    )
    write(tmp_path, "count_vowels", manifest)
    contract = generator(tmp_path).draft(task("count the vowels in a text")).contract
    assert contract.permissions.read == ("text",)
    assert contract.dependencies == ("pypdf>=5",)


@pytest.mark.no_cover
def test_every_shipped_recipe_is_found_by_its_own_words() -> None:
    templates = Templates([shipped_folder()])
    recipes = load_recipes(templates.paths("recipes"))
    assert len(recipes) >= 12
    ranker = Ranker([one.document for one in recipes], load_lexicon(), English.load())
    lost = []
    for recipe in recipes:
        for words in (recipe.name, recipe.summary, *recipe.phrases):
            standing = ranker.decide(words)
            if standing.state != "clear" or standing.hits[0].document.key != recipe.key:
                lost.append((recipe.key, words, standing.state))
    assert lost == []


@pytest.mark.no_cover
def test_shipped_recipes_are_found_in_other_words_and_hardly_ever_mistaken() -> None:
    shipped = load_recipes(Templates([shipped_folder()]).paths("recipes"))
    ranker = Ranker([one.document for one in shipped])
    keys = {one.key for one in shipped}
    lines = (DATA / "requests-recipes.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    served = sum(key in keys for key, _ in rows)
    right, wrong = 0, []
    for key, text in rows:
        standing = ranker.decide(text)
        if standing.state == "clear":
            found = standing.hits[0].document.key
            right += found == key
            if found != key:
                wrong.append((text, found))
    assert len(rows) > 300
    assert len(wrong) <= len(rows) * 0.01, wrong
    assert right >= served * 0.85


FRAMES = (
    "write a python script to {}",
    "My boss wants me to {}.",
    "{} from the command line",
    "pls {} asap, thx",
    "Task: {}",
    "I'm an AI agent and I need to {}",
    "{} and save the result to output.txt",
    "{} without any external dependencies",
    "show me how to {}",
    "Hey team, I was wondering if there's a tool that could {}?",
)


@pytest.mark.no_cover
@pytest.mark.parametrize("frame", FRAMES)
def test_words_around_a_request_hide_no_recipe(frame: str) -> None:
    ranker = Ranker([one.document for one in shipped_recipes()])
    asked = [(one.key, frame.format(one.phrases[0])) for one in shipped_recipes()]
    found = [(key, text, ranker.decide(text)) for key, text in asked]
    clear = [
        (key, text, one.hits[0].document.key) for key, text, one in found if one.state == "clear"
    ]
    assert [(text, said) for key, text, said in clear if said != key] == []
    assert len(clear) >= 0.9 * len(asked)


@cache
def shipped_recipes() -> tuple[Recipe, ...]:
    return tuple(load_recipes(Templates([shipped_folder()]).paths("recipes")))


@pytest.mark.no_cover
def test_every_shipped_recipe_makes_a_draft() -> None:
    templates = Templates([shipped_folder()])
    shipped = RecipeGenerator(templates.paths("recipes"), templates.render_text)
    for recipe in shipped.recipes.values():
        match = shipped.match(Request(text=recipe.phrases[0]))
        assert isinstance(match, Clear), recipe.key
        draft = shipped.draft(task(recipe.phrases[0]))
        assert draft.contract.name == recipe.name
