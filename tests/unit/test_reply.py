"""Properties of reading replies, and the corners the corpus does not show."""

import json
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chotu_bot.reply import errors, source
from chotu_bot.reply.blocks import split
from chotu_bot.reply.code import parse_code
from chotu_bot.reply.effort import Effort
from chotu_bot.reply.structured import loads, parse_object
from chotu_bot.reply.text import SIZE_LIMIT, clean

GOODS = (
    'def f(x: int) -> int:\n    """Add one."""\n    return x + 1\n',
    '"""Doc."""\n\nimport re\n\n\ndef f(x: str) -> list[str]:\n    return re.findall(r"\\d+", x)\n',
    'X = {"a": [1, 2]}\n\n\ndef _g(y):\n    return y\n\n\ndef f(x):\n    return "it\'s" + _g(x)\n',
    'def f(x):\n    return """\n  {"json": 1}\n```\n"""\n',
)
Mess = Callable[[str], str]
FENCES: tuple[Mess, ...] = (
    lambda code: f"```python\n{code}```",
    lambda code: f"```Py\n{code}\n```",
    lambda code: f"~~~ python3 {{.x}}\n{code}~~~",
    lambda code: f"````\n{code}````",
    lambda code: textwrap.indent(f"```python\n{code}```", "  ", lambda _: True),
    lambda code: json.dumps({"code": code}),
    lambda code: f"```json\n{json.dumps({'tool.py': code, 'note': 'x'})}\n```",
    lambda code: f"```python\n{code}```\n\nUsage:\n\n```python\nprint(f(1))\n```",
    lambda code: (
        f"```python\n{code}```\n```python\nfrom tool import f\ndef test_f():\n    assert f\n```"
    ),
)
AROUND: tuple[Mess, ...] = (
    lambda text: text,
    lambda text: f"Sure! Here it is:\n\n{text}\n\nIt's done, isn't it?",
    lambda text: f"<think>\nWell, def g( or so.\n</think>\n{text}",
    lambda text: f"\ufeff{text}\n\n",
    lambda text: text.replace("\n", "\r\n"),
    lambda text: f"{text}<|im_end|>\n",
    lambda text: f"Okay, the user wants f.\n</think>\n\n{text}",
)
SIGNS = list("`{}\"',:#\\[]()1 \t\n")
WORDS = ["```", "~~~", "null", "True", "sorry", "<think>", "</think>", '"""', ">>> "]
CODE = ["```python\n", "def f(x):\n", "    return 1\n", "import re\n"]
ODD = ["\0", "\r", "\ufeff", "\ud800", "\u201c", "\xe9"]
MESSY = st.lists(st.sampled_from([*SIGNS, *WORDS, *CODE, *ODD]), max_size=60).map("".join)


@given(
    st.sampled_from(GOODS), st.sampled_from(FENCES), st.lists(st.sampled_from(AROUND), max_size=2)
)
@settings(deadline=None)
def test_f56_good_code_comes_out_of_any_mess_unchanged(
    code: str, fence: Mess, around: list[Mess]
) -> None:
    reply = fence(code)
    for mess in around:
        reply = mess(reply)
    if "```" in code and ("\n```" in reply.partition(code)[2] or "{" in reply[:1]):
        assert "def f(x)" in parse_code(reply, name="f")  # where fences are ambiguous, still code
    else:
        assert parse_code(reply, name="f") == code


@given(said=MESSY | st.text(max_size=200), cut_off=st.booleans())
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_said_gives_code_or_a_typed_error(said: str, *, cut_off: bool) -> None:
    try:
        code = parse_code(said, name="f", cut_off=cut_off)
    except errors.ReplyError:
        return
    assert source.defines(source.parse(code), None)


@given(said=MESSY | st.text(max_size=200), cut_off=st.booleans())
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_said_gives_an_object_or_a_typed_error(said: str, *, cut_off: bool) -> None:
    try:
        found = parse_object(said, keys=["name"], cut_off=cut_off)
    except errors.ReplyError:
        return
    assert "name" in found.value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
@settings(deadline=None)
def test_an_object_survives_python_notation_and_trailing_commas(value: dict[str, object]) -> None:
    value["name"] = "x"
    assert parse_object(json.dumps(value), keys=["name"]).value == value
    assert parse_object(f"Here: {value!r}", keys=["name"]).value == value
    assert loads(json.dumps(value)[:-1] + ",}") == value


@pytest.mark.parametrize(
    "said",
    [
        "```\n" * 3_000,
        "```python\nx = (\n" * 500,
        "{" * 20_000,
        "[" * 100_000,
        "def f(x):\n    return " + "(" * 5_000,
        "def f(x):\n    return " + "-" * 20_000 + "1\n",
        "#" + " " * 100_000 + "\n" + "def f(x):\n",
        " " * 200_000 + "x",
        "`" * 100_000,
        "<think>" * 20_000,
        '"' * 50_001,
        "def f(x): x``` \n" * 2_000,
    ],
    ids=range(12),
)
def test_hostile_replies_end_in_a_typed_error_soon(said: str) -> None:
    with pytest.raises(errors.ReplyError):
        parse_code(said, name="f")
    with pytest.raises(errors.ReplyError):
        parse_object(said, keys=["name"])


def test_a_reply_larger_than_any_tool_is_not_read() -> None:
    with pytest.raises(errors.ReplyTooLargeError, match="send at most"):
        clean("x" * (SIZE_LIMIT + 1))


def test_an_unclosed_fence_keeps_what_is_whole_for_a_last_resort() -> None:
    with pytest.raises(errors.TruncatedReplyError) as caught:
        parse_code(f"```python\n{GOODS[0]}", name="f")
    assert caught.value.salvage == GOODS[0]
    with pytest.raises(errors.TruncatedReplyError) as caught:
        parse_code(f"```python\n{GOODS[0]}", name="f", cut_off=True)
    assert caught.value.salvage == ""


def test_a_syntax_error_names_its_line_and_keeps_the_code() -> None:
    with pytest.raises(errors.BrokenCodeError) as caught:
        parse_code("```python\nx = 1\ndef f(x) return x\ny = 2\n```", name="f")
    assert caught.value.line == 2
    assert caught.value.code.startswith("x = 1")


def test_bare_code_that_is_wrong_in_the_middle_is_broken_not_cut() -> None:
    with pytest.raises(errors.BrokenCodeError):
        parse_code(
            "Here you go:\n\ndef f(x)\n    return x\n\n\ndef _g():\n    return 1\n", name="f"
        )


def test_blocks_know_their_language_file_and_end() -> None:
    parts = split("See `a/tool.py`:\n\n```py\nx = 1\n```\n\n```json\n{}\n```\n\n```sh\nls\n")
    assert [(one.language, one.file, one.closed) for one in parts.blocks] == [
        ("py", "a/tool.py", True),
        ("json", "", True),
        ("sh", "", False),
    ]
    assert "See" in parts.prose


def test_python_beside_the_object_is_kept_in_order() -> None:
    said = '```json\n{"name": "f"}\n```\n```python\nA = 1\n```\nand\n```python\nB = 2\n```'
    found = parse_object(said, keys=["name"])
    assert [one.text for one in found.python] == ["A = 1", "B = 2"]


def test_one_line_fences_and_interactive_sessions_are_code() -> None:
    assert parse_code("```python def f(x): return x ```", name="f") == "def f(x): return x\n"
    session = ">>> def f(x):\n...     return x\n...\n>>> f(1)\n1\n"
    assert parse_code(session, name="f").startswith("def f(x):\n    return x\n")


def test_without_a_name_any_function_that_is_no_test_will_do() -> None:
    assert parse_code("```python\ndef g():\n    return 1\n```").startswith("def g")
    with pytest.raises(errors.NoCodeError, match="only tests"):
        parse_code("```python\ndef test_g():\n    assert g() == 1\n```")


def test_test_cases_of_unittest_are_tests() -> None:
    said = (
        "```python\nimport unittest\n\nclass Cases(unittest.TestCase):\n"
        "    def test_a(self):\n        self.assertEqual(f(1), 2)\n```"
    )
    with pytest.raises(errors.NoCodeError):
        parse_code(said, name="f")


def test_bound_and_free_names_cover_every_way_to_bind() -> None:
    tree = source.parse(
        "import a.b, c as d\nfrom e import g\nX: int = 1\n"
        "def f(p, *q, **r):\n"
        "    try:\n        pass\n    except ValueError as err:\n        print(err, p, q, r)\n"
        "    match p:\n        case [first, *rest]:\n            return first, rest\n"
        "        case {'k': v, **more}:\n            return v, more, unknown\n"
        "    return [z for z in a]\n"
    )
    assert source.bound_names(tree) == {"a", "d", "g", "X", "f"}
    assert source.free_names(tree) == {"unknown"}


def test_a_reply_of_thousands_of_fences_is_read_only_so_far() -> None:
    said = "~~~python\n# tool.py\ndef g(x):\n    return [\n" * 2_000
    assert len(split(said).blocks) <= 61
    with pytest.raises(errors.ReplyError):
        parse_code(said, name="f")


def test_the_effort_for_a_reply_is_a_few_times_its_length() -> None:
    text = "x" * 50_000
    effort = Effort(text)
    readings = 0
    while effort.allows(text):
        readings += 1
    assert 10 <= readings <= 13
