"""Canaries: planted candidates, of which the gate must reject the bad and accept the good."""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.regression import FailedCall, Regression
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict
from chotu_bot.errors import ConfigurationError
from chotu_bot.gate.shape import MainBlock
from chotu_bot.gate.trial import Trial

GOOD_FILE = "good.toml"
_FILES = ("tool", "tests", "held_out")
_Texts: TypeAlias = Mapping[str, str]
"""Text of each of a canary's files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A candidate whose verdict is known beforehand."""

    name: str
    plants: str
    """What is wrong with it, or right, in one line."""
    candidate: Candidate
    wanted: frozenset[str] = frozenset()
    """Checks of which one at least must say fail; empty where everything must pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryResult:
    """What the gate made of a canary."""

    name: str
    wanted: tuple[str, ...]
    """Checks of which one must say fail; empty where everything must pass."""
    failed: tuple[str, ...]
    """Checks that said fail."""
    status: Status
    """The whole verdict."""
    reason: str
    """Why the gate stopped where it did; empty where it passed."""

    @property
    def as_wanted(self) -> bool:
        """Whether the gate can be trusted as far as this canary goes."""
        if not self.wanted:
            return self.status is Status.PASS
        return self.status is Status.FAIL and bool(set(self.wanted) & set(self.failed))

    def __str__(self) -> str:
        """One line for a person: what was wanted and what came instead."""
        wanted = f"a fail of {' or '.join(self.wanted)}" if self.wanted else "a pass"
        return f"{self.name}: wanted {wanted}, got {self.got}"

    @property
    def got(self) -> str:
        """The failing checks, or the verdict where none failed."""
        return f"fail of {', '.join(self.failed)}" if self.failed else self.status.value


def examine_canaries(
    judge: Callable[[Candidate], Verdict],
    canaries: Iterable[Canary],
    progress: Callable[[CanaryResult], None] = lambda _: None,
) -> tuple[CanaryResult, ...]:
    """Send every canary through the whole gate.

    Args:
        judge: the gate.
        canaries: what to plant.
        progress: told of each as it is judged.
    """
    results = []
    for canary in canaries:
        results.append(_result(canary, judge(canary.candidate)))
        progress(results[-1])
    return tuple(results)


def _result(canary: Canary, verdict: Verdict) -> CanaryResult:
    fine = {Status.PASS, Status.NOT_APPLICABLE}
    stops = [one for one in verdict.results if one.status not in fine]
    return CanaryResult(
        name=canary.name,
        wanted=tuple(sorted(canary.wanted)),
        failed=tuple(one.check for one in stops if one.status is Status.FAIL),
        status=verdict.status,
        reason=f"{stops[0].check}: {stops[0].reason}" if stops else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The recorded outcome of an examination of this very gate."""

    missed: tuple[str, ...]
    """The canaries that were judged otherwise than wanted, each in one line."""
    total: int


class CanaryCheck:
    """Says whether the gate itself was seen to work; a gate that missed a canary proves nothing.

    It stands before the checks that judge a run. The canaries are not judged here, which would
    take seconds: the record of the last examination is read.
    """

    name = "canaries"

    def __init__(self, recorded: Callable[[], Examined | None]) -> None:
        """Take what reads the record; None means that this gate was not examined."""
        self._recorded = recorded

    def run(self, trial: Trial) -> CheckResult:  # noqa: ARG002 - about the gate, not the candidate
        """Inconclusive where a canary was missed, whatever the candidate is."""
        examined = self._recorded()
        if examined is None:
            reason = "not examined: chotu-bot doctor --gate"
            return CheckResult(check=self.name, status=Status.NOT_APPLICABLE, reason=reason)
        if not examined.missed:
            reason = f"{examined.total} canaries were judged as they should be"
            return CheckResult(check=self.name, status=Status.PASS, reason=reason)
        return CheckResult(
            check=self.name,
            status=Status.INCONCLUSIVE,
            reason=f"the gate missed {len(examined.missed)} of {examined.total} canaries; "
            "chotu-bot doctor --gate shows which",
            findings=tuple(
                Finding(rule="canaries/missed", message=line, level=Level.NOTE, file="")
                for line in examined.missed
            ),
        )


def load_canaries(folder: Path, main_block: MainBlock) -> tuple[Canary, ...]:
    """The canaries in ``folder``: the good ones, and others that are these with one thing wrong.

    Args:
        folder: holds good.toml and further files of the same kind.
        main_block: gives the block that every tool ends with.

    Raises:
        ConfigurationError: when a file is no TOML, or a change finds nothing to change.
    """
    good = _table(folder / GOOD_FILE)
    shelf = _Nest(good, main_block)
    others = [path for path in sorted(folder.glob("*.toml")) if path.name != GOOD_FILE]
    bad = [one for path in others for one in _table(path)["canary"]]
    return (*map(shelf.good, good), *map(shelf.bad, bad))


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}; reinstall chotu-bot") from error


class _Nest:
    """Makes candidates from the texts."""

    def __init__(self, good: Mapping[str, _Texts], main_block: MainBlock) -> None:
        self._good = good
        self._main_block = main_block

    def good(self, name: str) -> Canary:
        texts = self._good[name]
        candidate = self._candidate(name, texts, texts)
        return Canary(name=name, plants=texts["plants"], candidate=candidate)

    def bad(self, row: Mapping[str, Any]) -> Canary:
        name = str(row["like"])
        base = self._good[name]
        texts = dict(_changed(row, base))
        agreed = base if row.get("forged") else texts
        return Canary(
            name=str(row["name"]),
            plants=str(row["plants"]),
            candidate=self._candidate(name, texts, agreed),
            wanted=frozenset(row["wanted"]),
        )

    def _candidate(self, name: str, texts: _Texts, agreed: _Texts) -> Candidate:
        """The files as they are, under the contract of the tool that was agreed upon."""
        return Candidate(
            contract=read_contract(self._tool(name, agreed)),
            tool=self._tool(name, texts),
            tests=_file(texts["tests"]),
            held_out=_file(texts.get("held_out", "")),
            request=Request(text="a canary"),
            authorship=Authorship(generator="canary"),
            regression=self._regression(name),
        )

    def _regression(self, name: str) -> Regression | None:
        """What a canary that mends a failure is compared with; None for any other."""
        texts = self._good[name]
        if "failed_tool" not in texts:
            return None
        failed = self._tool(name, {"tool": texts["failed_tool"]})
        call = FailedCall(arguments=json.loads(texts["arguments"]), was=texts["was"], crashed=True)
        return Regression(
            contract=read_contract(failed),
            tool=failed,
            tests=_file(texts["failed_tests"]),
            call=call,
            proof=_file(texts["proof"]),
        )

    def _tool(self, name: str, texts: _Texts) -> bytes:
        return _file(f"{texts['tool']}\n\n{self._main_block(name)}")


def _file(text: str) -> bytes:
    return text.lstrip("\n").encode()


def _changed(row: Mapping[str, Any], base: _Texts) -> Iterator[tuple[str, str]]:
    for file in _FILES:
        change = row.get(file, [])
        if isinstance(change, str):
            yield file, change
        elif file in base:
            yield file, _replaced(base[file], change, str(row["name"]))


def _replaced(text: str, changes: Sequence[tuple[str, str]], name: str) -> str:
    for old, new in changes:
        if text.count(old) != 1:
            found = text.count(old)
            raise ConfigurationError(f"canary {name!r}: {old!r} is found {found} times, not once")
        text = text.replace(old, new)
    return text
