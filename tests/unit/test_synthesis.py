"""Synthesis: the shortest program from examples, a question where they leave a choice."""

import ast
import json
from collections.abc import Sequence

import pytest

from chotu_bot.domain.contract import Example
from chotu_bot.domain.draft import Request, Task
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import CannotRepairError, GeneratorError, UnclearRequestError
from chotu_bot.generators.synthesis.generator import SynthesisGenerator
from chotu_bot.generators.synthesis.hints import check, foreign, strategy, words
from chotu_bot.generators.synthesis.kinds import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT,
    Kind,
    kind_of,
    list_of,
    map_of,
    same,
)
from chotu_bot.generators.synthesis.patterns import Pattern
from chotu_bot.generators.synthesis.pythonic import expression
from chotu_bot.generators.synthesis.synthesis import (
    Ambiguous,
    Contradictory,
    Outcome,
    Program,
    Unsolved,
    synthesise,
)
from chotu_bot.rendering.templates import Templates, shipped_folder
from labelled import DATA
from synthesis_tasks import Task as Listed
from synthesis_tasks import judged, listed

QUICK = (
    *("extension", "second_largest", "unique", "flatten", "fahrenheit", "gross_price"),
    *("weekday", "add_days", "from_us_date", "quarter", "long_date", "minutes_between"),
    *("drop_empty", "bigger_lines", "oldest", "pick_fields", "merge", "average_age", "invert"),
)
FEW = 30_000
"""Steps that are enough for these."""
TASKS = {one.id: one for one in listed(DATA / "synthesis_tasks.json")}


def learned(text: str, *pairs: tuple[dict[str, Json], Json], steps: int = 60_000) -> Outcome:
    examples = [Example(arguments=arguments, result=result) for arguments, result in pairs]
    return synthesise(text, examples, steps)


def code_of(outcome: Outcome) -> str:
    assert isinstance(outcome, Program), outcome
    return expression(outcome.node, {one: one for one in outcome.parameters})


@pytest.mark.no_cover
@pytest.mark.parametrize("task", [TASKS[name] for name in QUICK], ids=QUICK)
def test_a_listed_task_is_solved_and_holds_on_examples_that_the_search_never_saw(
    task: Listed,
) -> None:
    assert judged(task, FEW).verdict == "solved"


@pytest.mark.parametrize(
    ("text", "pairs", "code"),
    [
        (
            "user part",
            [({"a": "ada@x.org"}, "ada"), ({"a": "bo@y.net"}, "bo")],
            'a.split("@")[0]',
        ),
        (
            "items that are even",
            [
                ({"values": [1, 2, 3, 4]}, [2, 4]),
                ({"values": [10, 7, 5, 6, 8]}, [10, 6, 8]),
                ({"values": [9, 3]}, []),
            ],
            "[value for value in values if value % 2 == 0]",
        ),
        (
            "sort words by length",
            [
                ({"words": ["ccc", "a", "bb"]}, ["a", "bb", "ccc"]),
                ({"words": ["apple", "fig"]}, ["fig", "apple"]),
                ({"words": ["pear", "kiwi", "nut"]}, ["nut", "pear", "kiwi"]),
            ],
            "sorted(words, key=lambda word: len(word))",
        ),
        (
            "swap keys and values",
            [
                ({"m": {"a": "x", "b": "y"}}, {"x": "a", "y": "b"}),
                ({"m": {"c": "z"}}, {"z": "c"}),
                ({"m": {"k": "1", "l": "2", "m": "3"}}, {"1": "k", "2": "l", "3": "m"}),
            ],
            "{value: key for key, value in m.items()}",
        ),
    ],
)
def test_a_program_reads_as_a_person_would_write_it(
    text: str, pairs: list[tuple[dict[str, Json], Json]], code: str
) -> None:
    assert code_of(learned(text, *pairs)) == code


def test_one_of_two_results_is_a_condition() -> None:
    outcome = learned(
        "pass or fail with 50 points",
        ({"points": 49}, "fail"),
        ({"points": 50}, "pass"),
        ({"points": 10}, "fail"),
        ({"points": 77}, "pass"),
        ({"points": 51}, "pass"),
        steps=120_000,
    )
    assert code_of(outcome) == '"fail" if points < 50 else "pass"'
    assert isinstance(outcome, Program)
    assert [outcome({"points": one}) for one in (0, 49, 50, 100)] == ["fail"] * 2 + ["pass"] * 2


def test_two_programs_that_differ_elsewhere_lead_to_a_question_and_its_answer_decides() -> None:
    pairs: list[tuple[dict[str, Json], Json]] = [({"values": [3, 9, 4]}, 9)]
    outcome = learned("pick a number", *pairs)
    assert isinstance(outcome, Ambiguous)
    one, other = outcome.results
    assert not same(one, other)
    for _ in range(4):
        if not isinstance(outcome, Ambiguous):
            break
        values = outcome.arguments["values"]
        assert isinstance(values, list)
        pairs.append((dict(outcome.arguments), max(values)))  # type: ignore[type-var]
        outcome = learned("pick a number", *pairs)
    assert code_of(outcome) == "max(values)"


def test_the_same_arguments_with_two_results_are_a_contradiction() -> None:
    outcome = learned("double", ({"n": 2}, 4), ({"n": 3}, 6), ({"n": 2}, 5))
    assert outcome == Contradictory(arguments={"n": 2}, results=(4, 5))


def test_an_argument_that_no_program_needs_is_not_ignored() -> None:
    outcome = learned(
        "double", ({"n": 2, "m": 7}, 4), ({"n": 3, "m": 8}, 6), ({"n": 5, "m": 1}, 10)
    )
    assert not isinstance(outcome, Program)


def test_the_search_ends_by_steps_and_always_at_the_same_place() -> None:
    task = TASKS["caesar"]
    first, second = (synthesise(task.request, task.examples, 30_000) for _ in range(2))
    assert isinstance(first, Unsolved)
    assert first == second
    solved = [judged(TASKS["drop_empty"], FEW).detail for _ in range(2)]
    assert solved[0] == solved[1]


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ([], "no example"),
        ([({"a": "x"}, "y"), ({"b": "x"}, "y")], "not all give the same arguments"),
        ([({"a": "x"}, "y"), ({"a": 5}, "y")], "different types"),
        ([({"a": "x"}, None)], "different types"),
        ([({}, "y")], "not all give the same arguments"),
    ],
)
def test_examples_that_nothing_can_be_made_of_are_said_to_be_so(
    pairs: list[tuple[dict[str, Json], Json]], why: str
) -> None:
    outcome = learned("do it", *pairs)
    assert isinstance(outcome, Unsolved)
    assert why in outcome.why


def test_examples_with_files_are_left_to_other_authors() -> None:
    example = Example(arguments={"path": "a.txt"}, result="x", files={"a.txt": b"x"})
    outcome = synthesise("read a file", [example])
    assert isinstance(outcome, Unsolved)
    assert "files" in outcome.why


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", ""], TEXT),
        ([1, 2], INTEGER),
        ([1, 2.5], NUMBER),
        ([True, False], BOOLEAN),
        ([True, 1], None),
        ([None], None),
        ([[], [1]], list_of(INTEGER)),
        ([["a"], [1]], None),
        ([{"a": 1}, {"b": 2, "c": 3}], map_of(INTEGER)),
        ([{"a": 1}, {"b": "x"}], None),
        ([{}, {"b": "x"}], map_of(TEXT)),
        ([{"a": None}, {"a": None}], None),
    ],
)
def test_values_have_one_kind_or_none(values: Sequence[object], kind: object) -> None:
    assert kind_of(values) == kind


def test_records_keep_their_keys() -> None:
    kind = kind_of([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}])
    assert kind is not None
    assert (kind.name, kind.keys, kind.items) == ("record", ("a", "b"), (INTEGER, TEXT))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (True, 1, False),
        (True, 1.0, False),
        ("a", 1.0, False),
        ([1, 2], [1, 3], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
    ],
)
def test_values_are_equal_as_json_is_and_fractions_up_to_rounding(
    one: object, other: object, *, equal: bool
) -> None:
    assert same(one, other) is equal


def test_a_pattern_tells_the_kind_of_a_result() -> None:
    first = Pattern("list[T], integer -> T")
    assert first.result((list_of(TEXT), INTEGER)) == TEXT
    assert first.result((TEXT, INTEGER)) is None
    wider = Pattern("N, N -> N")
    assert wider.result((INTEGER, NUMBER)) == NUMBER
    assert wider.result((INTEGER, TEXT)) is None
    assert Pattern("list[O] -> O").result((list_of(list_of(TEXT)),)) is None


@pytest.fixture
def generator() -> SynthesisGenerator:
    return SynthesisGenerator(Templates([shipped_folder()]).render, FEW)


def request(text: str, *pairs: tuple[dict[str, Json], Json], name: str | None = None) -> Request:
    examples = tuple(Example(arguments=arguments, result=result) for arguments, result in pairs)
    return Request(text=text, examples=examples, name=name)


def test_a_draft_has_a_name_of_its_own_and_says_where_it_comes_from(
    generator: SynthesisGenerator,
) -> None:
    wish = request(
        "upper case", ({"text": "ab"}, "AB"), ({"text": "c d"}, "C D"), ({"text": "Ef"}, "EF")
    )
    draft = generator.draft(Task(request=wish, taken_names=frozenset({"upper_case"})))
    assert draft.contract.name == "upper_case_2"
    assert draft.contract.category == "text"
    assert draft.contract.examples == wish.examples
    assert draft.authorship.generator == "synthesis"
    assert not draft.authorship.independent_tests
    assert "return text.upper()" in draft.code
    named = request(
        "sort",
        ({"items": [2, 1]}, [1, 2]),
        ({"items": [1, 3, 2]}, [1, 2, 3]),
        ({"items": [5, 4, 9, 1]}, [1, 4, 5, 9]),
        name="z",
    )
    assert generator.draft(Task(request=named)).contract.name == "z"


@pytest.mark.parametrize("text", ["list", "the", "42"])
def test_a_request_whose_words_make_no_name_gets_another(
    generator: SynthesisGenerator, text: str
) -> None:
    wish = request(text, ({"text": "ab"}, "AB"), ({"text": "c d"}, "C D"), ({"text": "Ef"}, "EF"))
    assert generator.draft(Task(request=wish)).contract.name.startswith("learned")


def test_what_cannot_be_drafted_is_a_typed_error(generator: SynthesisGenerator) -> None:
    clash = request("double", ({"n": 2}, 4), ({"n": 2}, 5))
    with pytest.raises(UnclearRequestError, match="contradict each other: for n=2 one says 4"):
        generator.draft(Task(request=clash))
    vague = request("pick a number", ({"values": [3, 9, 4]}, 9))
    with pytest.raises(UnclearRequestError, match="one more example decides: --example 'values="):
        generator.draft(Task(request=vague))
    task = TASKS["mail_user"]
    odd = request("odd", ({"text": "abc"}, "qqzx"), ({"text": "b"}, "vvx"))
    with pytest.raises(GeneratorError, match="no program was found"):
        generator.draft(Task(request=odd))
    good = Request(text=task.request, examples=tuple(task.examples))
    draft = generator.draft(Task(request=good))
    with pytest.raises(CannotRepairError, match="more examples"):
        generator.repair(Task(request=good), draft, ())


@pytest.mark.parametrize(
    ("name", "category", "said"),
    [
        ("invert", "data", "mapping: dict[str, str]) -> dict[str, str]"),
        ("drop_empty", "data", 'if value != ""'),
        ("bigger_lines", "data", "class OrderRecord(TypedDict)"),
        ("fahrenheit", "math", "celsius: float) -> float"),
        ("second_largest", "lists", "except IndexError as error"),
        ("minutes_between", "time", "def _minutes(time: str) -> int:"),
        ("from_us_date", "time", "import datetime as dt"),
        ("age", "time", "def _years(start: dt.date, end: dt.date) -> int:"),
        ("flatten", "lists", "values: list[list[int]]"),
        ("oldest", "data", "max(people, key=lambda person: person"),
        ("pick_fields", "data", "-> "),
    ],
)
def test_a_draft_is_python_with_types_and_tests_of_its_own(
    generator: SynthesisGenerator, name: str, category: str, said: str
) -> None:
    task = TASKS[name]
    draft = generator.draft(Task(request=Request(text=task.request, examples=task.examples)))
    assert draft.contract.category == category
    assert said.replace("values: list", "rows: list") in draft.code
    ast.parse(draft.tests)
    assert "hypothesis" in draft.tests
    assert "raises(TypeError" in draft.tests
    assert ("raises(ValueError" in draft.tests) == ("ValueError" in draft.contract.raises)


def test_a_yes_or_no_draft_takes_what_it_is_given(generator: SynthesisGenerator) -> None:
    wish = request(
        "not",
        *[({"on": one}, not one) for one in (True, False)],
    )
    assert "return not on" in generator.draft(Task(request=wish)).code


@pytest.mark.parametrize(
    ("kind", "value", "checked", "strange"),
    [
        (NUMBER, 1.5, "isinstance(x, int | float)", 2),
        (map_of(INTEGER), {"a": 1}, "isinstance(x, dict) and all(isinstance(a, int)", 3),
        (list_of(TEXT), ["a"], "isinstance(x, list) and all(isinstance(a, str)", 3),
        (list_of(TEXT), [], "isinstance(x, list)", 2),
    ],
)
def test_a_kind_is_checked_said_and_broken(
    kind: Kind, value: object, checked: str, strange: int
) -> None:
    assert check(kind, "x").startswith(checked)
    assert words(kind).startswith("a ")
    assert strategy(kind).startswith("st.")
    assert len(foreign(kind, value)) == strange
    assert all(kind_of([one]) != kind for one in foreign(kind, value)[:2])


def test_the_list_of_tasks_is_whole() -> None:
    assert len(TASKS) == 80
    assert json.loads((DATA / "synthesis_tasks.json").read_text("utf-8"))
    assert {one.family for one in TASKS.values()} == {"text", "list", "number", "date", "record"}
