"""The gate of one repository: which checks, in which order, with which bars."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chotu_bot.app.rehearsing import Rehearsing
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import CheckResult
from chotu_bot.gate.canaries import CanaryCheck
from chotu_bot.gate.contract import Check
from chotu_bot.gate.coverage_check import CoverageCheck
from chotu_bot.gate.dependencies import DependencyCheck, Installed
from chotu_bot.gate.gate import Gate, TrialCheck
from chotu_bot.gate.held_out import HeldOutCheck
from chotu_bot.gate.lint import LintCheck
from chotu_bot.gate.mutation import MutationCheck
from chotu_bot.gate.observed import ObservedCheck
from chotu_bot.gate.policy.suite_rules import judge_suite
from chotu_bot.gate.policy_check import PolicyCheck
from chotu_bot.gate.red_proof import RedProof
from chotu_bot.gate.regression import RegressionCheck
from chotu_bot.gate.rehearsal import ReachableCheck, RollbackCheck
from chotu_bot.gate.security import SecurityCheck
from chotu_bot.gate.shape import ContractCheck
from chotu_bot.gate.suite_check import SuiteCheck
from chotu_bot.gate.trial import Trial
from chotu_bot.sandbox.environment import Environment

if TYPE_CHECKING:
    from chotu_bot.app.workshop import Workshop


def build_gate(shop: "Workshop", workers: int) -> Gate:
    """Every check, the cheap ones first; that the gate is sound before what judges a run.

    Args:
        shop: gives settings, sandbox, templates and the installed distributions.
        workers: sandbox jobs at once.
    """
    trusted = CanaryCheck(shop.trust.recorded)
    dynamic = (trusted, *dynamic_checks(shop, workers))
    return gate_of(shop, reading_checks(shop), dynamic, scanners(shop))


def gate_of(
    shop: "Workshop",
    static: Sequence[Check],
    dynamic: Sequence[TrialCheck],
    scanners: Sequence[Check] = (),
) -> Gate:
    """A gate of these checks, over the repository's sandbox, that tells of each as it ends."""

    def bench(candidate: Candidate) -> Trial:
        return Trial(shop.sandbox, shop.gate_limits, candidate)

    def progress(result: CheckResult) -> None:
        shop.notify(result.check, f"{result.status}: {result.reason.splitlines()[0]}")

    return Gate(static=static, dynamic=dynamic, bench=bench, progress=progress, scanners=scanners)


def dynamic_checks(shop: "Workshop", workers: int) -> tuple[TrialCheck, ...]:
    """The checks that run the candidate."""
    bars = shop.settings.gate
    rehearse = Rehearsing(shop)
    return (
        SuiteCheck(judge_suite),
        RedProof(workers),
        HeldOutCheck(),
        RegressionCheck(),
        CoverageCheck(bars.min_coverage),
        MutationCheck(bars.min_kill_rate, workers),
        ObservedCheck(),
        ReachableCheck(rehearse),
        RollbackCheck(rehearse),
    )


def static_checks(shop: "Workshop") -> tuple[Check, ...]:
    """The checks that only read the candidate."""
    return (*reading_checks(shop), *scanners(shop))


def reading_checks(shop: "Workshop") -> tuple[Check, ...]:
    """Our own static checks: what does not pass them is never run."""
    bars = shop.settings.gate
    return (
        ContractCheck(bars.max_tool_size, shop.renderer.main_block),
        PolicyCheck(),
        DependencyCheck(bars.allowed_dependencies, installed(shop.environment)),
    )


def scanners(shop: "Workshop") -> tuple[Check, ...]:
    """Other people's static checks, which take longer."""
    bars = shop.settings.gate
    return (
        LintCheck(shop.ruff, shop.rules),
        SecurityCheck(bars.bandit_severity, bars.bandit_confidence),
    )


def installed(environment: Environment) -> tuple[Installed, ...]:
    """The distributions of the tool environment, each with the modules it offers."""
    modules: dict[str, set[str]] = {name: set() for name in environment.packages}
    for module, name in environment.imports.items():
        modules[name].add(module)
    return tuple(
        Installed(name=name, version=version, modules=tuple(sorted(modules[name])))
        for name, version in environment.packages.items()
    )
