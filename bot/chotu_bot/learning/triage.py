"""Whose fault a failed call was: the environment's, the caller's, nobody's for sure, the tool's.

Only the last starts learning, so what is in doubt is never the tool's: rules look at the error, at
the arguments and at what the sandbox denied; what they leave to the tool must fail once more when
it is called again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from chotu_bot.calling.call import CallResult, Failed, Returned
from chotu_bot.domain.contract import Contract
from chotu_bot.domain.shapes import Json
from chotu_bot.sandbox.contract import Ended

_RERUNS = 3
_SLOW = frozenset({Ended.TIMEOUT, Ended.CPU, Ended.MEMORY})
"""Endings that are waited for once only."""


class Cause(StrEnum):
    """Whose fault it was."""

    ENVIRONMENT = "environment"
    CALLER = "caller"
    FLAKY = "flaky"
    TOOL = "tool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What is behind a failed call."""

    cause: Cause
    rule: str
    """Stable identifier, ``<cause>/<rule>``."""
    why: str
    advice: str
    """What the person can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A failed call, as far as it is known."""

    contract: Contract
    failed: Failed
    arguments: Mapping[str, Json] | None = None
    """None where they were not kept."""
    folder: Path = Path()
    """What relative paths among the arguments refer to."""


Rule = Callable[[Case], Triage | None]
"""One rule; None where it has nothing to say."""
Rerun = Callable[[], CallResult]
"""Makes the same call again, on the version that is served now."""


def triage(case: Case, rules: tuple[Rule, ...], rerun: Rerun | None) -> Triage:
    """The first rule that knows, then a rerun of what is left to the tool.

    Args:
        case: the failed call.
        rules: in order; the last one has an answer for everything.
        rerun: None where the call cannot be made again without doing harm.
    """
    first = _by_rules(case, rules)
    if first.cause is not Cause.TOOL or rerun is None:
        return first
    for _ in range(1 if case.failed.ended in _SLOW else _RERUNS):
        again = rerun()
        if isinstance(again, Returned):
            return _flaky("it returned when it was called again")
        if again.error != case.failed.error:
            other = _by_rules(replace(case, failed=again), rules)
            if other.cause is not Cause.TOOL:
                return other
            return _flaky(f"called again, it failed with {again.error} instead")
    return replace(first, why=f"{first.why}; it fails again when it is called again")


def _by_rules(case: Case, rules: tuple[Rule, ...]) -> Triage:
    return next(found for rule in rules if (found := rule(case)) is not None)


def _flaky(why: str) -> Triage:
    return Triage(
        cause=Cause.FLAKY,
        rule="flaky/rerun",
        why=why,
        advice="call it again; if it keeps failing now and then, report it with --args",
    )
