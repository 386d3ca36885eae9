"""Calling a tool: arguments checked, grants made, the sandbox runs it, the result checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, cast

from chotu_bot.calling.copies import Copies, copied
from chotu_bot.calling.paths import Plan, outside, plan, put_in_place
from chotu_bot.calling.roots import Roots
from chotu_bot.domain.contract import Contract
from chotu_bot.domain.names import TOOL_FILE
from chotu_bot.domain.shapes import Json, problems
from chotu_bot.errors import UsageError
from chotu_bot.sandbox.contract import Cancellation, Ended, Event, Job, Limits, Outcome, Sandbox

_ENDINGS = {
    Ended.TIMEOUT: "it ran into the time limit ([serving] call_timeout)",
    Ended.CPU: "it ran into the processor time limit ([serving] call_timeout)",
    Ended.MEMORY: "it ran into the memory limit ([sandbox] memory_limit)",
    Ended.DISK: "it ran into the disk limit",
    Ended.PROCESSES: "it ran into the process limit ([sandbox] processes)",
    Ended.OUTPUT: "it printed or returned more than [sandbox] output_limit",
    Ended.SIGNALLED: "it was killed by a signal",
    Ended.EXITED: "it ended the process without returning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool ready to be called: its contract and the bytes that were verified against it."""

    contract: Contract
    source: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A call that returned."""

    result: Json
    written: tuple[Path, ...]
    """Files that were put in place."""
    seconds: float
    output: str
    """What the tool printed."""
    peak_bytes: int = 0
    """Memory at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A call that did not."""

    error: str
    """Class of the exception, or how the process ended."""
    message: str
    traceback: str
    line: int
    """Line of tool.py; 0 where there is none."""
    seconds: float
    output: str
    documented: bool
    """Whether the contract names this error."""
    ended: Ended = Ended.EXITED
    denied: tuple[Event, ...] = ()
    """What the sandbox kept it from."""
    peak_bytes: int = 0
    """Memory at the most."""


CallResult: TypeAlias = Returned | Failed


class Caller:
    """Calls tools in the sandbox, each with the grants that its permissions allow."""

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox = sandbox
        self._limits = limits

    def call(
        self,
        tool: Tool,
        arguments: Mapping[str, Json],
        folder: Path,
        *,
        roots: Roots | None = None,
        cancellation: Cancellation | None = None,
    ) -> CallResult:
        """Call ``tool``; relative paths refer to ``folder``.

        Args:
            tool: what to call.
            arguments: by parameter.
            folder: what relative paths refer to.
            roots: the folders that paths may be in; None where the caller is trusted with any.
            cancellation: ends the call when it is asked for.

        Raises:
            UsageError: when the arguments do not fit the contract, or a path is outside.
            CallCancelledError: when it was cancelled.
            SandboxUnavailableError: when it cannot be run safely.
        """
        prepared, outcome = self._run(tool, arguments, folder, roots, cancellation)
        result = _read(tool.contract, prepared, outcome)
        if isinstance(result, Failed):
            return result
        return replace(result, written=put_in_place(prepared, outcome.files))

    def rehearse(self, tool: Tool, arguments: Mapping[str, Json], folder: Path) -> CallResult:
        """As ``call``, but what the tool writes is thrown away.

        What it would write in place it gets copies of, so ``copies.can_be_copied`` must hold; in
        what comes of it, the folders have their own names.
        """
        with copied(tool.contract, arguments, folder) as copies:
            prepared, outcome = self._run(tool, copies.arguments, folder)
        return _as_named(_read(tool.contract, prepared, outcome), copies)

    def _run(
        self,
        tool: Tool,
        arguments: Mapping[str, Json],
        folder: Path,
        roots: Roots | None = None,
        cancellation: Cancellation | None = None,
    ) -> tuple[Plan, Outcome]:
        check_arguments(tool.contract, arguments)
        prepared = plan(tool.contract, arguments, folder, roots)
        return prepared, self._sandbox.run(_job(tool, prepared, self._limits), cancellation)


def _as_named(result: CallResult, copies: Copies) -> CallResult:
    """What came of a call on copies, with the names of the folders that were copied."""
    if isinstance(result, Returned):
        return replace(result, result=copies.named(result.result))
    denied = [replace(one, subject=str(copies.named(one.subject))) for one in result.denied]
    return replace(
        result,
        message=str(copies.named(result.message)),
        traceback=str(copies.named(result.traceback)),
        denied=tuple(denied),
    )


def check_arguments(contract: Contract, arguments: Mapping[str, Json]) -> None:
    """Refuse arguments that do not fit the contract, naming every misfit.

    Raises:
        UsageError: with one clause per misfit and the signature.
    """
    known = {one.name: one for one in contract.parameters}
    misfits = [f"unknown argument {name!r}" for name in arguments if name not in known]
    for name, parameter in known.items():
        if name in arguments:
            misfits += problems(parameter.shape, arguments[name], name)
        elif parameter.required:
            misfits.append(f"{name} is missing")
    if misfits:
        raise UsageError(f"{'; '.join(misfits)}. Call it as {contract.signature}")


def _job(tool: Tool, prepared: Plan, limits: Limits) -> Job:
    return Job(
        runner="call",
        request={
            "tool": TOOL_FILE,
            "function": tool.contract.name,
            "arguments": dict(prepared.arguments),
        },
        files={TOOL_FILE: tool.source, **prepared.files},
        collect=prepared.collect,
        limits=limits,
        grants=prepared.grants,
    )


def _read(contract: Contract, prepared: Plan, outcome: Outcome) -> CallResult:
    report = outcome.report
    if report is None or outcome.ended is not Ended.EXITED:
        return _failed(contract, outcome, outcome.ended.value, _ENDINGS[outcome.ended])
    if not report.get("ok"):
        error = cast("Mapping[str, Json]", report["error"])
        return _failed(
            contract,
            outcome,
            str(error["class"]),
            str(outside(prepared, error["message"])),
            str(error["traceback"]),
            cast("int", error["line"]),
        )
    result = outside(prepared, report["result"])
    misfits = list(problems(contract.result, result, "result"))
    if result is None or misfits:
        what = "; ".join(misfits) or "the result is null"
        return _failed(contract, outcome, "WrongResult", f"{what}; {contract.signature}")
    return Returned(
        result=result,
        written=(),
        seconds=outcome.seconds,
        output=outcome.stdout,
        peak_bytes=outcome.peak_bytes,
    )


def _failed(
    contract: Contract,
    outcome: Outcome,
    error: str,
    message: str,
    traceback: str = "",
    line: int = 0,
) -> Failed:
    return Failed(
        error=error,
        message=message,
        traceback=traceback,
        line=line,
        seconds=outcome.seconds,
        output=outcome.stdout + outcome.stderr,
        documented=error.rsplit(".", maxsplit=1)[-1]
        in {name.split(".")[-1] for name in contract.raises},
        ended=outcome.ended,
        denied=tuple(event for event in outcome.events if event.denied),
        peak_bytes=outcome.peak_bytes,
    )
