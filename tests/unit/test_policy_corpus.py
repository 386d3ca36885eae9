"""The corpora: hostile tools and tests are refused, benign ones of the same look are not."""

import ast

import pytest

from chotu_bot.domain.verdict import Finding, Level, Status
from chotu_bot.gate.policy.suite_rules import suite_findings
from chotu_bot.gate.policy_check import PolicyCheck
from static_samples import Sample, candidate_of, samples

HOSTILE = samples("hostile")
BENIGN = samples("benign")
HOSTILE_SUITES = samples("hostile/suites")
BENIGN_SUITES = samples("benign/suites")


def _name(sample: Sample) -> str:
    return sample.path.stem


def _errors(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings if finding.level is Level.ERROR}


def _judge(sample: Sample) -> set[str]:
    if sample.path.parent.name == "suites":
        return _errors(suite_findings(sample.source, ast.parse(sample.source)))
    return _errors(PolicyCheck().run(candidate_of(sample.source)).findings)


@pytest.mark.parametrize("sample", HOSTILE, ids=_name)
def test_f05_hostile_tool_breaks_the_rule_it_is_meant_to_break(sample: Sample) -> None:
    found = _judge(sample)
    missing = {one for one in sample.expected if one.startswith("policy/")} - found
    assert not missing, f"{sample.kind}: found only {sorted(found)}"


@pytest.mark.parametrize("sample", HOSTILE_SUITES, ids=_name)
def test_hostile_tests_break_the_rule_they_are_meant_to_break(sample: Sample) -> None:
    found = _judge(sample)
    assert sample.expected <= found, f"found only {sorted(found)}"


@pytest.mark.parametrize("sample", [*BENIGN, *BENIGN_SUITES], ids=_name)
def test_f04_benign_code_of_the_same_look_is_not_refused(sample: Sample) -> None:
    assert _judge(sample) == set()


@pytest.mark.no_cover
def test_the_share_of_hostile_samples_refused_before_they_run_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    everything = [*HOSTILE, *HOSTILE_SUITES]
    at_run_time = [one.path.stem for one in everything if not one.expected]
    refused = [one for one in everything if _judge(one)]
    false = [one for one in [*BENIGN, *BENIGN_SUITES] if _judge(one)]
    with capsys.disabled():
        print(  # noqa: T201 - the numbers are what this test is for
            f"\nhostile: {len(refused)} of {len(everything)} refused before they run; "
            f"left to the run: {', '.join(at_run_time)}; "
            f"benign: {len(false)} of {len(BENIGN) + len(BENIGN_SUITES)} refused"
        )
    assert len(everything) >= 120
    assert len(BENIGN) >= 60
    assert len(refused) == len(everything) - len(at_run_time)


def test_a_tool_that_is_no_python_is_refused_and_nothing_is_raised() -> None:
    sample = candidate_of(BENIGN[0].source)
    broken = type(sample)(
        contract=sample.contract,
        tool=b"def (:\n",
        tests=b"",
        request=sample.request,
        authorship=sample.authorship,
    )
    result = PolicyCheck().run(broken)
    assert result.status is Status.FAIL
    assert result.findings[0].rule == "contract/syntax"
