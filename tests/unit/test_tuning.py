"""Who writes what: from what was tried, with a minimum of evidence, among what is configured."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain.shapes import Json
from chotu_bot.journal.journal import Event
from chotu_bot.learning.tuning import WINDOW, Finding, Option, Ranked, Record

WEAK = Option(generator="openai", model="weak", temperature=0.3)
WARM = Option(generator="openai", model="weak", temperature=0.9)
STRONG = Option(generator="openai", model="strong", temperature=0.3)
RECIPE = Option(generator="recipe")
MODELS = (WEAK, WARM, STRONG)


def tried(
    option: Option, accepted: int, rejected: int, category: str = "text", verdict: str = "fail"
) -> list[Event]:
    """Requests that came to a draft, those the gate took first."""
    facts: dict[str, Json] = {
        "generator": option.generator,
        "model": option.model,
        "temperature": option.temperature,
        "category": category,
    }
    return [
        *[Event(kind="request", tool="a", outcome="landed", facts={**facts, "verdict": "pass"})]
        * accepted,
        *[Event(kind="request", tool="a", outcome="rejected", facts={**facts, "verdict": verdict})]
        * rejected,
    ]


def record(*events: Iterable[Event], minimum: int = 5) -> Record:
    return Record([one for some in events for one in some], minimum)


def test_without_evidence_the_configured_order_holds() -> None:
    assert record().pick("text", MODELS).option == WEAK
    assert record().pick("text", MODELS).why == ""
    few = record(tried(WEAK, 0, 4), tried(STRONG, 20, 0))
    assert few.finding("text", WEAK) is Finding.TOO_FEW
    assert few.pick("text", MODELS).option == WEAK


def test_who_is_known_to_fail_is_passed_over_in_that_category_alone() -> None:
    known = record(tried(WEAK, 0, 6))
    pick = known.pick("text", MODELS)
    assert pick.option == WARM
    assert pick.why == (
        "model weak at temperature 0.9: not tried in text; "
        "model weak at temperature 0.3: 0 of 6 accepted (0 % to 39 %)"
    )
    assert known.pick("math", MODELS).option == WEAK
    assert known.is_failing("text", WEAK)
    assert not known.is_failing("math", WEAK)


def test_of_those_who_are_proven_the_one_with_the_highest_lower_bound_goes_first() -> None:
    known = record(tried(WEAK, 6, 4), tried(WARM, 5, 0), tried(STRONG, 19, 1))
    assert known.pick("text", MODELS).option == STRONG
    assert "19 of 20 accepted (76 % to 99 %) in text" in known.pick("text", MODELS).why
    equal = record(tried(WEAK, 8, 2), tried(STRONG, 8, 2))
    assert equal.pick("text", MODELS).option == WEAK


def test_where_everybody_fails_the_configured_order_holds() -> None:
    known = record(*(tried(one, 0, 9) for one in MODELS))
    assert known.pick("text", MODELS).option == WEAK


def test_nothing_is_tuned_where_it_is_switched_off() -> None:
    known = record(tried(WEAK, 0, 50), tried(STRONG, 50, 0), minimum=0)
    assert known.pick("text", MODELS).option == WEAK
    assert not known.is_failing("text", WEAK)


def test_a_gate_that_cannot_tell_and_what_was_brought_say_nothing_of_an_author() -> None:
    known = record(
        tried(WEAK, 0, 9, verdict="inconclusive"),
        tried(Option(generator="submitted"), 9, 9),
        [Event(kind="request", tool="", outcome="no_generator", facts={"request": "x"})],
    )
    assert known.tallies() == ()


def test_what_is_long_past_no_longer_counts() -> None:
    known = record(tried(WEAK, 0, 50), tried(WEAK, WINDOW, 0))
    assert known.tally("text", WEAK).tried == WINDOW
    assert known.finding("text", WEAK) is Finding.PROVEN


def test_the_table_says_who_is_first_among_what_is_configured() -> None:
    known = record(
        tried(RECIPE, 0, 7), tried(WEAK, 5, 0), tried(STRONG, 5, 1), tried(RECIPE, 1, 0, "math")
    )

    def told(one: Ranked) -> tuple[str, str, str, bool]:
        return one.tally.category, str(one.tally.option), one.finding.value, one.first

    assert [told(one) for one in known.ranked(MODELS)] == [
        ("math", "recipe", "too few", True),
        ("text", "model strong at temperature 0.3", "proven", False),
        ("text", "model weak at temperature 0.3", "proven", True),
        ("text", "recipe", "failing", False),
    ]
    assert not any(one.first for one in known.ranked(()) if one.tally.option.model)


@given(st.lists(st.tuples(st.sampled_from(MODELS), st.booleans()), max_size=60), st.integers(0, 9))
def test_only_what_is_configured_is_ever_picked_and_always_the_same(
    outcomes: list[tuple[Option, bool]], minimum: int
) -> None:
    events = [one for option, good in outcomes for one in tried(option, int(good), int(not good))]
    allowed = (WEAK, STRONG)
    first = Record(events, minimum).pick("text", allowed)
    assert first.option in allowed
    assert Record(events, minimum).pick("text", allowed) == first
