"""What gives a special case away, what calls lie near one, and which calls can be made again."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.regression import FailedCall, Raises, Returns
from chotu_bot.domain.shapes import Anything, Json, ListOf, MapOf, Scalar, Shape
from chotu_bot.gate.neighbours import MOST, is_plain, neighbours
from chotu_bot.gate.regression import _incompatible
from chotu_bot.gate.special_cases import special_cases
from chotu_bot.journal.journal import Event
from chotu_bot.learning.landing_rule import _changed
from chotu_bot.learning.reports import (
    Found,
    Missing,
    NotPortableError,
    Report,
    failing_call,
    good_calls,
    is_harmless,
    portable,
)
from chotu_bot.rendering.failures import read_tests

OLD = b"def f(x):\n    return x\n"


def given_away(new: str, arguments: dict[str, Json], wanted: Json = None) -> bool:
    call = FailedCall(arguments=arguments, was="", crashed=True, wanted=Returns(result=wanted))
    return bool(list(special_cases(OLD, f"def f(x):\n    {new}\n".encode(), call)))


@pytest.mark.parametrize(
    ("new", "arguments"),
    [
        ('return "y" if x == "banana" else x', {"x": "banana"}),
        ('return "y" if x == "ban" + "ana" else x', {"x": "banana"}),
        ('return {"banana": 1}.get(x)', {"x": "banana"}),
        ('return 1 if "banana" in x else 2', {"x": ["banana", "apple"]}),
        ("return 1 if x == [3, 1, 2] else x", {"x": [3, 1, 2]}),
        ("return 1 if tuple(x) == (3, 1, 2) else x", {"x": [3, 1, 2]}),
        ('return 1 if str(x) == "[3, 1, 2]" else x', {"x": [3, 1, 2]}),
        ("return 1 if x == 1900 else x", {"x": 1900}),
        ("return 1 if x == -40 else x", {"x": -40}),
        ("return 1 if x == {'a': 5} else x", {"x": {"a": 5}}),
        ("match x:\n        case 1900:\n            return 1\n    return x", {"x": 1900}),
        ("return 1 if (x, y) == (4, 9) else x", {"x": 4, "y": 9}),
        ("return 1 if x in {7, 9} else x", {"x": 9}),
        ("return 1 if x == b'banana'.decode() else x", {"x": "banana"}),
        ("return 1 if x == 2.5 else x", {"x": 2.5}),
    ],
)
def test_f26_a_constant_of_the_failing_call_is_a_finding(
    new: str, arguments: dict[str, Json]
) -> None:
    assert given_away(new, arguments)


@pytest.mark.parametrize(
    ("new", "arguments"),
    [
        ('return "" if not x else x', {"x": ""}),
        ("return 0 if x == [] else x", {"x": []}),
        ("return 1 if x == 0 else x", {"x": 0}),
        ('return x.replace("(", "")', {"x": "("}),
        ("return x * 1900", {"x": 1900}),
        ("return x % 400 == 0", {"x": 1900}),
        ("return [1, *x]", {"x": [3, 1, 2]}),
        ("return x if x is not ... else None", {"x": True}),
        ("return -x + [x][0]", {"x": None}),
        ("return {} if x == {} else x", {"x": {}}),
    ],
)
def test_what_a_real_remedy_may_hold_is_none(new: str, arguments: dict[str, Json]) -> None:
    assert not given_away(new, arguments)


def test_the_wanted_result_gives_a_call_away_too() -> None:
    assert given_away('return "baanaanaa" if len(x) == 6 else x', {"x": "b"}, "baanaanaa")
    call = FailedCall(arguments={"x": "b"}, was="", crashed=True, wanted=Raises(error="ValueError"))
    assert not list(special_cases(OLD, b'def f(x):\n    return "ValueError"\n', call))


def test_a_constant_that_was_there_before_is_no_finding() -> None:
    old = b'def f(x):\n    return "banana"\n'
    new = b'def f(x):\n    return "banana" + x\n'
    call = FailedCall(arguments={"x": "banana"}, was="", crashed=True)
    assert not list(special_cases(old, new, call))


def contract(**shapes: Shape) -> Contract:
    return Contract(
        name="f",
        summary="Do it.",
        category="misc",
        parameters=tuple(
            Parameter(name=name, shape=shape, annotation="x") for name, shape in shapes.items()
        ),
    )


def test_neighbours_differ_in_one_place_and_fit_the_contract() -> None:
    whole = contract(n=Scalar("integer"), t=Scalar("string"), b=Scalar("boolean"))
    given: dict[str, Json] = {"n": 5, "t": "abc", "b": True}
    found = neighbours(whole, given)
    assert len(found) == 11
    assert all(sum(one[key] != given[key] for key in given) == 1 for one in found)
    assert {"n": 6, "t": "abc", "b": True} in found
    assert {"n": 5, "t": "abc", "b": False} in found
    assert neighbours(whole, given) == found
    lists = contract(x=ListOf(Scalar("integer")))
    near = neighbours(lists, {"x": [3, 1, 2]})
    assert [one for one in near if one in ({"x": [2, 1, 3]}, {"x": [4, 1, 2]})] == [
        {"x": [2, 1, 3]},
        {"x": [4, 1, 2]},
    ]
    assert len(neighbours(contract(x=Anything()), {"x": [list(range(9)), "a", 1.5]})) <= MOST
    table = neighbours(contract(x=MapOf(Scalar("number"))), {"x": {"a": 1.5}})
    assert {"x": {}} in table
    assert neighbours(contract(x=Anything()), {"x": None}) == ()
    assert neighbours(contract(), {}) == ()


@pytest.mark.parametrize("value", [None, True, 0, -1, 1.0, "", {}, [], [0], [""]])
def test_plain_values_are_those_every_program_treats_apart(value: Json) -> None:
    assert is_plain(value)


@pytest.mark.parametrize("value", [2, "a", {"a": 1}, [1, 2], ["a"]])
def test_others_are_not(value: Json) -> None:
    assert not is_plain(value)


def test_a_contract_may_only_grow_by_what_can_be_left_out() -> None:
    old = contract(a=Scalar("string"))
    more = Parameter(name="b", shape=Scalar("integer"), annotation="int", required=False, default=1)
    grown = replace(old, parameters=(*old.parameters, more))
    assert list(_incompatible(old, old)) == []
    assert list(_incompatible(old, grown)) == []
    changed = {
        "is called g": replace(old, name="g"),
        "parameter a is gone": replace(old, parameters=()),
        "new and required": replace(
            old, parameters=(*old.parameters, replace(more, required=True))
        ),
        "it returns": replace(old, result=Scalar("null")),
    }
    for words, new in changed.items():
        assert any(words in one.message for one in _incompatible(old, new)), words
    other = replace(grown, parameters=(old.parameters[0], replace(more, default=2)))
    assert "default of b" in next(_incompatible(grown, other)).message


def test_more_rights_or_another_contract_wait_for_a_person() -> None:
    old = contract(a=Scalar("string"))
    assert _changed(old, old) is None
    asking = replace(old, permissions=Permissions(read=("a",)))
    assert "permissions" in str(_changed(old, asking))
    assert "revised" in str(_changed(old, replace(old, raises=("ValueError",))))


def call(outcome: str = "failed", **facts: Json) -> Event:
    known: dict[str, Json] = {
        "version": "1.0.0",
        "error": "KeyError" if outcome == "failed" else "",
        "message": "'x'",
        "arguments": {"a": "x"},
        "arguments_kept": "whole",
        "arguments_digest": "1",
        "folder": "/somewhere",
    }
    return Event(kind="call", outcome=outcome, tool="f", facts={**known, **facts})


def test_the_failing_call_is_the_latest_that_the_report_means() -> None:
    report = Report(tool="f", error="KeyError: 'x'")
    events = [
        call(arguments={"a": "old"}),
        call(),
        call("returned"),
        call(error="TypeError", message=""),
    ]
    found = failing_call(report, "1.0.0", events)
    assert found == Found(arguments={"a": "x"}, folder=Path("/somewhere"), recorded=True)
    given = failing_call(replace(report, arguments={"a": "y"}), "1.0.0", events)
    assert isinstance(given, Found)
    assert not given.recorded
    latest = failing_call(Report(tool="f"), "1.0.0", events)
    assert isinstance(latest, Found)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (call("returned"), "knows no such failure"),
        (call(version="0.9.0"), "was of version 0.9.0; 1.0.0 is there"),
        (call(arguments_kept="partly"), "hold a secret"),
    ],
)
def test_a_failure_that_cannot_be_made_again_says_why(event: Event, why: str) -> None:
    found = failing_call(Report(tool="f", error="KeyError"), "1.0.0", [event])
    assert isinstance(found, Missing)
    assert why in found.why


def test_good_calls_are_whole_fitting_and_each_once() -> None:
    whole = contract(a=Scalar("string"))
    events = [
        call("returned", arguments={"a": "1"}, arguments_digest="1"),
        call("returned", arguments={"a": "2"}, arguments_digest="2"),
        call("returned", arguments={"a": "1"}, arguments_digest="1"),
        call("returned", arguments={"a": 3}, arguments_digest="3"),
        call("returned", arguments={}, arguments_digest="4"),
        call("returned", arguments_kept="digest"),
        call("failed"),
    ]
    assert good_calls(whole, events) == ({"a": "2"}, {"a": "1"})


FILES = replace(
    contract(source=Anything(), target=Scalar("string"), text=Scalar("string")),
    permissions=Permissions(read=("source",), write=("target",)),
)


def test_a_call_takes_its_files_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("two")
    given: dict[str, Json] = {
        "source": {"first": "a.txt", "rest": ["other/a.txt", "other", "", 3, "gone.txt"]},
        "target": "out/b.txt",
        "text": "a.txt",
    }
    placed, files = portable(FILES, given, tmp_path)
    first, second = sorted(name for name in files if name.endswith("a.txt") and "/" not in name)
    assert {files[first], files[second]} == {b"one", b"two"}
    assert files["other/a.txt"] == b"two"
    assert placed["target"] == "b.txt"
    assert placed["text"] == "a.txt"
    assert isinstance(placed["source"], dict)
    assert placed["source"]["rest"][1:] == ["other", "", 3, "gone.txt"]  # type: ignore[index, call-overload]
    placed, files = portable(FILES, {"source": "gone", "target": str(tmp_path / "other")}, tmp_path)
    assert (placed["target"], files) == ("other", {"other/.keep": b""})
    (tmp_path / "big").write_bytes(b"x" * 70_000)
    with pytest.raises(NotPortableError, match="more than 64 KiB"):
        portable(FILES, {"source": "big"}, tmp_path)


def test_only_a_call_that_does_no_harm_is_made_again(tmp_path: Path) -> None:
    assert is_harmless(FILES, {"source": "a", "target": "b.txt"}, tmp_path)
    several = replace(FILES, permissions=Permissions(write=("source",)))
    nested: dict[str, Json] = {"source": {"a": ["x", str(tmp_path), "no\0path"]}}
    assert is_harmless(FILES, {"source": "a", "target": str(tmp_path)}, tmp_path)
    assert is_harmless(several, nested, tmp_path)
    assert is_harmless(several, {"source": 3}, tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert not is_harmless(several, nested, tmp_path)
    assert not is_harmless(replace(FILES, permissions=Permissions(net=("a:1",))), {}, tmp_path)
    assert not is_harmless(replace(FILES, permissions=Permissions(run=("a",))), {}, tmp_path)


def test_tests_are_added_below_the_docstring_with_the_imports_they_need() -> None:
    source = (
        '"""Tests."""\n\nimport json\nimport pytest\n\nX = 1\n\n\n'
        "@pytest.mark.skip\ndef test_a():\n    assert X\n"
    )
    tests = read_tests(source, test_a="test_b")
    assert tests.imports == ("import pytest",)
    assert "@pytest.mark.skip\ndef test_b():" in tests.functions
    body = (
        '"""Old."""\n\nfrom __future__ import annotations\n\nimport re\n\n\n'
        "def test_old():\n    assert re\n"
    )
    whole = tests.added_to(body)
    assert whole.index("__future__") < whole.index("import pytest") < whole.index("import re")
    assert whole.rstrip().endswith("assert X")
    assert tests.added_to("import pytest\n").count("import pytest") == 1
    assert tests.module.startswith("import pytest\n")
