"""What was tried decides who writes next, and that is said in the journal and in ``stats``."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.app.examples import parse_example
from chotu_bot.domain.answers import Landed, NoGenerator, Unclear
from chotu_bot.domain.draft import Request
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import UnusableReplyError
from chotu_bot.journal.journal import Event
from chotu_bot.learning.collaborators import Author
from journey import Answered
from scripted_endpoint import Say, ScriptedEndpoint, code_reply, contract_reply, parameter

Run = Callable[..., Answered]
REQUEST = "double every vowel of a text"
RIGHT = '''"""Double vowels."""


def double_vowels(text: str) -> str:
    """Double every vowel.

    Args:
        text: The text.

    Returns:
        The text with each vowel twice.
    """
    return "".join(one * 2 if one in "aeiouAEIOU" else one for one in text)
'''
CASES = {"banana": "baanaanaa", "Anna": "AAnnaa", "xyz": "xyz", "aeiouEIO": "aaeeiioouuEEIIOO"}
MORE = {"queue": "quueeuuee", "IOU": "IIOOUU", "1a2": "1aa2"}


def suite(cases: dict[str, str]) -> str:
    return "\n\n".join(
        f"def test_{one.lower()}_() -> None:\n    assert double_vowels({one!r}) == {gives!r}\n"
        for one, gives in cases.items()
    )


CONTRACT = contract_reply(
    "double_vowels",
    parameters=[parameter("text", "str")],
    result="str",
    tests=suite(CASES),
    held_out=suite(MORE),
)
SLUG = Request(text="make a slug from a title")
SHIFTED = Request(
    text="shift the level",
    examples=tuple(parse_example(f"level={n} => {n + 7}", Path.cwd()) for n in (1, 2, 10, -4)),
)


def fails(chotu: Chotu, request: Request, generator: str, **more: Json) -> str:
    """Let the journal say that whoever it is failed at such requests; the category."""
    category = chotu._reception.authors._category(request)
    facts: dict[str, Json] = {
        "request": request.text,
        "generator": generator,
        "category": category,
        "verdict": "fail",
        **more,
    }
    for _ in range(6):
        event = Event(kind="request", outcome="rejected", tool="", facts=facts)
        chotu._shop.journal.write(event)
    return category


def choice(folder: Path, request: Request, *, offline: bool = False) -> tuple[str, str]:
    """Who writes, and why."""
    with Chotu.open(folder) as opened:
        found = opened._reception.authors.choose(request, offline=offline)
        if isinstance(found, Author):
            return found.title, found.why
        assert isinstance(found, NoGenerator | Unclear)
        return found.status, found.why


@pytest.fixture
def endpoint_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is configured and never asked."""
    monkeypatch.setenv("CHOTU_GPT_BASE_URL", "http://127.0.0.1:9/v1")


def test_a_model_that_fails_in_a_category_gives_way_to_another_that_is_configured(
    chotu: Chotu, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    category = fails(chotu, Request(text=REQUEST), "openai", model="weak", temperature=0.3)
    script = {"contract": [Say(CONTRACT)], "code": [Say(code_reply(RIGHT))]}
    with ScriptedEndpoint(script) as endpoint:  # type: ignore[arg-type]
        monkeypatch.setenv("CHOTU_GPT_BASE_URL", endpoint.url)
        monkeypatch.setenv("CHOTU_GPT_PROVIDER", "openai")
        monkeypatch.setenv("CHOTU_GPT_MODEL", "weak")
        monkeypatch.setenv("CHOTU_GPT_OTHER_MODELS", "strong")
        with Chotu.open(folder) as opened:
            assert isinstance(opened.learn(REQUEST), Landed)
            noted = list(opened._shop.journal.events(kind="request"))[-1].facts
        assert {one.body["model"] for one in endpoint.asked} == {"strong"}
    assert (noted["model"], noted["temperature"], noted["category"]) == ("strong", 0.3, category)
    assert noted["chosen"] == (
        f"model strong at temperature 0.3: not tried in {category}; "
        "model weak at temperature 0.3: 0 of 6 accepted (0 % to 39 %)"
    )
    writers = run("stats", "--json").json["writers"]
    told = [(one["model"], one["tried"], one["accepted"], one["first"]) for one in writers]
    assert told == [("strong", 1, 1, True), ("weak", 6, 0, False)]
    shown = run("stats").out
    assert "model weak at temperature 0.3" in shown
    assert "passed over" in shown


@pytest.mark.usefixtures("endpoint_of_nobody")
def test_the_temperature_is_tuned_before_the_model(
    chotu: Chotu, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(chotu, Request(text=REQUEST), "openai", model="gpt-4", temperature=0.3)
    monkeypatch.setenv("CHOTU_GPT_OTHER_MODELS", "strong")
    monkeypatch.setenv("CHOTU_GPT_OTHER_TEMPERATURES", "0, 1")
    title, why = choice(folder, Request(text=REQUEST))
    assert title == "model gpt-4 at temperature 0.0"
    assert "0 of 6 accepted" in why
    monkeypatch.setenv("CHOTU_LEARNING_TUNING", "7")
    assert choice(folder, Request(text=REQUEST)) == ("model gpt-4", "")


@pytest.mark.usefixtures("endpoint_of_nobody")
def test_a_recipe_writes_first_unless_its_kind_is_known_to_fail_there(
    chotu: Chotu, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert choice(folder, SLUG) == ("recipe slugify", "")
    category = fails(chotu, SLUG, "recipe")
    title, why = choice(folder, SLUG)
    assert title == "model gpt-4"
    assert why == f"recipe is passed over: 0 of 6 accepted (0 % to 39 %) in {category}"
    assert choice(folder, SLUG, offline=True) == ("recipe slugify", "")
    monkeypatch.setenv("CHOTU_LEARNING_TUNING", "0")
    assert choice(folder, SLUG) == ("recipe slugify", "")
    monkeypatch.delenv("CHOTU_LEARNING_TUNING")
    monkeypatch.setenv("CHOTU_GPT_PROVIDER", "recipes")
    assert choice(folder, SLUG) == ("recipe slugify", "")
    monkeypatch.delenv("CHOTU_GPT_PROVIDER")
    fails(chotu, SLUG, "openai", model="gpt-4", temperature=0.3)
    assert choice(folder, SLUG) == ("recipe slugify", "")  # nobody does better


@pytest.mark.usefixtures("endpoint_of_nobody")
def test_a_program_found_from_examples_gives_way_as_a_recipe_does(
    chotu: Chotu, folder: Path
) -> None:
    assert choice(folder, SHIFTED)[0].startswith("synthesis")
    fails(chotu, SHIFTED, "synthesis")
    title, why = choice(folder, SHIFTED)
    assert title == "model gpt-4"
    assert why.startswith("synthesis is passed over: 0 of 6 accepted")
    assert choice(folder, SHIFTED, offline=True)[0].startswith("synthesis")


def test_a_request_that_nothing_comes_near_is_of_no_category(chotu: Chotu) -> None:
    authors = chotu._reception.authors
    assert authors._category(Request(text="qwxz vkjq")) == "misc"
    assert authors._category(SLUG) == "text"


def test_a_model_that_writes_nothing_usable_was_tried_in_vain(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both where the contract cannot be read, and where a repair cannot."""
    monkeypatch.setenv("CHOTU_GPT_PROVIDER", "openai")
    monkeypatch.setenv("CHOTU_LEARNING_MAX_FAILURES", "1")
    nothing = Say("I would rather not.")
    wrong = Say(code_reply(RIGHT.replace("AEIOU", "")))
    scripts = (
        {"contract": [nothing] * 2, "code": []},
        {"contract": [Say(CONTRACT)], "code": [wrong, nothing, nothing]},
    )
    for script in scripts:
        with ScriptedEndpoint(script) as endpoint:  # type: ignore[arg-type]
            monkeypatch.setenv("CHOTU_GPT_BASE_URL", endpoint.url)
            with Chotu.open(folder) as opened, pytest.raises(UnusableReplyError):
                opened.learn(REQUEST)
    (writer,) = run("stats", "--json").json["writers"]
    told = {key: writer[key] for key in ("model", "temperature", "tried", "accepted")}
    assert told == {"model": "gpt-4", "temperature": 0.3, "tried": 2, "accepted": 0}
    assert run("stats", "--json").json["totals"]["failed"] == 2
