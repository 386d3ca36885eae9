"""Forty algorithms with planted bugs: right remedies land, wrong and special-case ones never."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.calling.call import Returned
from chotu_bot.domain.answers import Improvement, Landed, Rejected
from chotu_bot.domain.contract import Example
from chotu_bot.domain.regression import Returns
from landed import land
from planted import Planted, planted_bugs

REMEDIES: dict[str, Callable[[Planted], str]] = {
    "wrong": lambda one: one.wrong,
    "special case": lambda one: one.special,
    "disguised": lambda one: one.disguised,
    "right": lambda one: one.right,
}


@pytest.mark.acceptance
def test_f26_forty_planted_bugs(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The old tests are few, as they must be not to see the bug; what is judged is the remedy.
    monkeypatch.setenv("CHOTU_GATE_MIN_KILL_RATE", "0")
    monkeypatch.setenv("CHOTU_GATE_MIN_COVERAGE", "0.5")
    monkeypatch.setenv("CHOTU_LEARNING_MIN_CONFIDENCE", "0.5")
    done: Counter[str] = Counter()
    by: Counter[tuple[str, str]] = Counter()
    surprises: list[str] = []
    with Chotu.open(folder) as chotu:
        for one in planted_bugs():
            land(chotu, one.buggy, one.tests)
            for remedy, code in REMEDIES.items():
                # Recognised by its plain values, the call gives itself away with no help.
                examples = () if remedy == "special case" else one.examples
                path = tmp_path / f"{one.name}.py"
                answer = improve(chotu, one, path, code(one), examples)
                as_wanted = isinstance(answer, Landed if remedy == "right" else Rejected)
                done[remedy] += as_wanted
                if isinstance(answer, Rejected):
                    by[remedy, answer.why.partition(" did not pass")[0]] += 1
                if not as_wanted:
                    surprises.append(f"{one.name}, {remedy}: {getattr(answer, 'why', answer)}")
                still_answers(chotu, one)
            surprises += unproven(chotu, one)
        assert chotu.registry_check() == ()
    with capsys.disabled():
        print(f"\n{len(planted_bugs())} planted bugs")  # noqa: T201 - the figures are the point
        for remedy in REMEDIES:
            word = "landed" if remedy == "right" else "rejected"
            print(f"  {remedy:<13} {done[remedy]:>3} {word}")  # noqa: T201
        for (remedy, check), count in sorted(by.items()):
            print(f"  {remedy} by {check}: {count}")  # noqa: T201
    assert not surprises, "\n".join(surprises)


def improve(
    chotu: Chotu, one: Planted, path: Path, code: str, examples: tuple[Example, ...]
) -> Improvement:
    path.write_text(f'"""A tool."""\n\n{code}')
    return chotu.improve(
        one.name,
        arguments=one.arguments(one.fails),
        expect=Returns(result=one.expected(one.fails)),
        examples=examples,
        code=path,
    )


def still_answers(chotu: Chotu, one: Planted) -> None:
    result = chotu.run(one.name, one.arguments(one.calls[0]))
    assert isinstance(result, Returned)
    assert result.result == one.expected(one.calls[0])


def unproven(chotu: Chotu, one: Planted) -> list[str]:
    """What is missing of the red and green evidence, and of the remedy itself."""
    evidence = chotu.show(one.name).evidence
    checks = {check["check"]: check for check in evidence["checks"]}
    reason = checks.get("regression", {}).get("reason", "")
    result = chotu.run(one.name, one.arguments(one.fails))
    right = isinstance(result, Returned) and result.result == one.expected(one.fails)
    if right and "is red on 1.0.0 and green now" in reason:
        return []
    return [f"{one.name}: {reason or 'no evidence'}; {result}"]
