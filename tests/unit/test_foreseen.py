"""The tests of a failure, as a model sends them."""

import pytest

from chotu_bot.domain.contract import Contract, Parameter
from chotu_bot.domain.shapes import Scalar
from chotu_bot.generators.openai.foreseen import Parts, read

CONTRACT = Contract(
    name="shout",
    summary="Shout.",
    category="text",
    parameters=(Parameter(name="text", shape=Scalar("string"), annotation="str"),),
)
CALL = 'def test_failing_call() -> None:\n    assert shout("") == ""\n'
OTHERS = "\n\n".join(
    f'def test_{number}() -> None:\n    assert shout("a{number}") == "A{number}"\n'
    for number in range(3)
)


def test_the_failing_call_and_what_is_held_out_are_taken_apart() -> None:
    parts = read(f"Here:\n```python\n{CALL}\n\n{OTHERS}```", CONTRACT, with_call=True)
    assert isinstance(parts, Parts)
    assert "test_failing_call" in parts.failing
    assert "test_0" not in parts.failing
    assert "test_failing_call" not in parts.held_out
    assert parts.held_out.count("def test_") == 3
    only = read(OTHERS, CONTRACT, with_call=False)
    assert isinstance(only, Parts)
    assert (only.failing, only.held_out.count("def test_")) == ("", 3)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("I cannot.", ""),
        (OTHERS, "one function test_failing_call"),
        (f"{CALL}\n\n{OTHERS[: OTHERS.index('def test_2')]}", "at least 3"),
    ],
)
def test_a_reply_that_cannot_be_used_says_what_is_wrong(reply: str, wrong: str) -> None:
    told = read(reply, CONTRACT, with_call=True)
    assert isinstance(told, tuple)
    assert any(wrong in one for one in told)
