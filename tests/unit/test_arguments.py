# ruff: noqa: E501 - a case reads best on one line
"""Reading a call's arguments from a sentence: what is written out, and nothing else."""

import ast

import pytest

from chotu_bot.domain.annotations import shape_of
from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.shapes import Json
from chotu_bot.learning.arguments import arguments_from_text
from chotu_bot.ranking import Document, Ranker


def contract(
    signature: str, read: str = "", write: str = "", summary: str = "Do one thing."
) -> Contract:
    function = ast.parse(f"def tool_name({signature}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    spec = function.args
    padding: list[ast.expr | None] = [None] * (len(spec.args) - len(spec.defaults))
    parameters = tuple(
        Parameter(
            name=one.arg,
            shape=shape_of(one.annotation or ast.Name("str")),
            annotation=ast.unparse(one.annotation or ast.Name("str")),
            required=default is None,
            default=None if default is None else ast.literal_eval(default),
        )
        for one, default in zip(spec.args, [*padding, *spec.defaults], strict=True)
    )
    permissions = Permissions(read=tuple(read.split()), write=tuple(write.split()))
    return Contract(
        name="tool_name",
        summary=summary,
        category="text",
        parameters=parameters,
        permissions=permissions,
    )


MERGE = contract("inputs: list[str], output: str", "inputs", "output")
TEXT = contract("text: str")
SCALE = "Literal['celsius', 'fahrenheit', 'kelvin']"
DEGREES = contract(f"value: float, from_scale: {SCALE}, to_scale: {SCALE}")
LOAN = contract("principal: float, rate: float, years: int")
HASH = contract("text: str, algorithm: Literal['md5', 'sha256'] = 'sha256'")
FIND = contract("folder: str, pattern: str, recursive: bool = False", "folder")


@pytest.mark.parametrize(
    ("one", "text", "arguments"),
    [
        (MERGE, "merge a.pdf and b.pdf into c.pdf", {"inputs": ["a.pdf", "b.pdf"], "output": "c.pdf"}),
        (MERGE, "merge 'a b.pdf' and c.pdf to /tmp/d.pdf", {"inputs": ["a b.pdf", "c.pdf"], "output": "/tmp/d.pdf"}),
        (TEXT, 'count the words in "hello world"', {"text": "hello world"}),
        (TEXT, "count the words in: hello big world", {"text": "hello big world"}),
        (TEXT, "count words text=hello", {"text": "hello"}),
        (DEGREES, "convert 100 celsius to fahrenheit", {"value": 100, "from_scale": "celsius", "to_scale": "fahrenheit"}),
        (DEGREES, "kelvin from -3.5 celsius", {"value": -3.5, "from_scale": "celsius", "to_scale": "kelvin"}),
        (LOAN, "payment with principal 200,000, rate of 4.5% and 20 years", {"principal": 200000, "rate": 4.5, "years": 20}),
        (LOAN, "loan principal=1e5 rate=4 years=20", {"principal": 1e5, "rate": 4, "years": 20}),
        (contract("fast: bool, kind: str"), "do it fast=no kind=x", {"fast": False, "kind": "x"}),
        (HASH, 'md5 of "abc"', {"text": "abc", "algorithm": "md5"}),
        (HASH, 'hash "md5"', {"text": "md5", "algorithm": "md5"}),
        (FIND, 'find files like "*.log" in /var/log recursively', {"folder": "/var/log", "pattern": "*.log", "recursive": True}),
        (FIND, 'find "*.log" in ./a without recursive', {"folder": "./a", "pattern": "*.log", "recursive": False}),
        (contract("length: int = 16"), "password of length 20", {"length": 20}),
        (contract("length: int = 16"), "password with 20 characters", {"length": 20}),
        (contract("length: int = 16"), "give me a password", {}),
        (contract("numbers: list[float]"), "mean of 1, 2.5 and 4", {"numbers": [1, 2.5, 4]}),
        (contract("numbers: list[float]"), "mean of [1, 2, 3]", {"numbers": [1, 2, 3]}),
        (contract("table: dict[str, int]"), 'sort {"a": 1}', {"table": {"a": 1}}),
        (contract("start: str, end: str"), "days from 2024-01-01 to 2024-03-01", {"start": "2024-01-01", "end": "2024-03-01"}),
        (contract("url: str"), "check https://example.org/x?y=1", {"url": "https://example.org/x?y=1"}),
        (contract("email: str"), "validate jo.doe@example.org", {"email": "jo.doe@example.org"}),
        (contract("path: str", "path"), "read the file ~/notes.txt", {"path": "~/notes.txt"}),
        (contract("old: str, new: str"), "diff 'abc' and 'abd'", {"old": "abc", "new": "abd"}),
        (contract("n: int | None = None"), "first 7 primes", {"n": 7}),
        (contract("names: list[str]"), "sort 'b' and 'a'", {"names": ["b", "a"]}),
    ],
)  # fmt: skip
def test_arguments_that_are_written_out_are_read(
    one: Contract, text: str, arguments: dict[str, Json]
) -> None:
    filled = arguments_from_text(one, text)
    assert filled.arguments == arguments
    assert filled.complete


@pytest.mark.parametrize(
    ("one", "text", "missing", "unused"),
    [
        (MERGE, "merge a.pdf and b.pdf", ("output",), ()),
        (TEXT, "count the words of this essay", ("text",), ()),
        (TEXT, "reverse 12", ("text",), ("12",)),
        (contract("n: int"), "is 17 prime and 19", ("n",), ("17", "19")),
        (contract("n: int"), "is 2.5 prime", ("n",), ("2.5",)),
        (contract("n: int"), "is seventeen prime", ("n",), ()),
        (LOAN, "loan of 200000 at 4 over 20", ("principal", "rate", "years"), ("200000", "4", "20")),
        (DEGREES, "convert 5 celsius", ("from_scale", "to_scale"), ()),
        (contract("length: int = 16"), "3 passwords with 20 characters", (), ("3", "20")),
        (contract(""), "what time is it in 5 hours", (), ("5",)),
        (contract("path: str", "path"), "read a.txt and b.txt", ("path",), ("a.txt", "b.txt")),
        (contract("table: dict[str, int]"), "sort {broken}", ("table",), ("{broken}",)),
    ],
)  # fmt: skip
def test_what_is_not_written_out_is_missing_and_what_is_left_over_is_said(
    one: Contract, text: str, missing: tuple[str, ...], unused: tuple[str, ...]
) -> None:
    filled = arguments_from_text(one, text)
    assert (filled.missing, filled.unused) == (missing, unused)
    assert not filled.complete


def test_a_switch_that_the_tool_is_named_for_is_not_read_from_its_own_name() -> None:
    one = contract("recursive: bool = False", summary="Search in a recursive way.")
    assert arguments_from_text(one, "recursive search").arguments == {}


ROUTED = (
    Document(key="play_music", name="play_music", summary="Play a music file."),
    Document(key="set_volume", name="set_volume", summary="Set the sound volume of the speakers."),
    Document(key="raise_brightness", name="raise_brightness", summary="Raise screen brightness."),
    Document(key="open_browser", name="open_browser", summary="Open the browser on a page."),
    Document(key="list_ports", name="list_ports", summary="List open network ports."),
)


@pytest.mark.parametrize(
    "text",
    [
        "display the current date",
        "replay attack simulation",
        "playful names for cats",
        "find the volumes of an encyclopedia",
        "volume of a sphere",
        "list docker volumes",
        "set of unique words",
        "is the screen brightness measured in nits",
        "brightness of a star by its magnitude",
        "lower the brightness",
        "browse the open issues",
        "reports of open tickets",
        "export a table",
        "airports near me",
        "musical scale of c major",
    ],
)
def test_f43_a_word_inside_another_word_routes_nothing(text: str) -> None:
    assert Ranker(ROUTED).decide(text).state == "none"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("play music", "play_music"),
        ("set the volume of the sound", "set_volume"),
        ("raise the brightness of the screen", "raise_brightness"),
        ("list open ports", "list_ports"),
    ],
)
def test_f43_the_words_themselves_do(text: str, key: str) -> None:
    standing = Ranker(ROUTED).decide(text)
    assert (standing.state, standing.hits[0].document.key) == ("clear", key)
