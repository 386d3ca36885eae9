"""The observed check: what the tool was seen to touch against what it declares."""

from chotu_bot.domain.contract import Permissions
from chotu_bot.domain.verdict import CheckResult, Finding, Status
from chotu_bot.gate.trial import Trial
from chotu_bot.sandbox.contract import Event


class ObservedCheck:
    """Compares what the sandbox recorded during the tests with the declared permissions."""

    name = "observed"

    def run(self, trial: Trial) -> CheckResult:
        """Fail when the tool touched, or tried to touch, what it does not declare."""
        declared = trial.candidate.contract.permissions
        undeclared = [one for one in trial.forward.events if not _is_declared(one, declared)]
        return CheckResult(
            check=self.name,
            status=Status.FAIL if undeclared else Status.PASS,
            reason=_reason(undeclared),
            findings=tuple(_finding(event) for event in undeclared),
            measures={"events": len(trial.forward.events)},
        )


def _is_declared(event: Event, declared: Permissions) -> bool:
    match event.kind:
        case "read":
            return bool(declared.read or declared.write or declared.system)
        case "write":
            return bool(declared.write)
        case "net":
            return bool(declared.net)
        case "run":
            return bool(declared.run)
        case "env":
            return event.subject in declared.env
        case "system":
            return declared.system


def _finding(event: Event) -> Finding:
    verb = "was denied" if event.denied else "used"
    return Finding(
        rule=f"observed/{event.kind}",
        message=f"the tool {verb} {event.kind} of {event.subject[:120]}, which it does not declare",
        line=event.line,
    )


def _reason(undeclared: list[Event]) -> str:
    if undeclared:
        return f"{len(undeclared)} undeclared accesses were seen while the tests ran"
    return "nothing undeclared was touched while the tests ran"
