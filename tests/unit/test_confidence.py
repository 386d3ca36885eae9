"""Confidence is monotone in every term and adds up."""

from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain.contract import Contract, Example, Permissions, Risk
from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict
from chotu_bot.learning.confidence import confidence
from chotu_bot.learning.landing_rule import why_wait
from chotu_bot.settings import load

PERMISSIONS = [
    Permissions(),
    Permissions(read=("a",)),
    Permissions(system=True),
    Permissions(write=("a",)),
    Permissions(net=("h:1",)),
    Permissions(run=("x",)),
]
TERMS = st.fixed_dictionaries(
    {
        "killed": st.integers(0, 30),
        "permille": st.integers(0, 1000),
        "examples": st.integers(0, 5),
        "repairs": st.integers(0, 6),
        "warnings": st.integers(0, 8),
        "risk": st.integers(0, 5),
        "independent": st.booleans(),
    }
)


def candidate(
    permissions: Permissions, examples: int, *, independent: bool, origin: str = "person"
) -> Candidate:
    contract = Contract(name="a_tool", summary="S.", category="misc", permissions=permissions)
    given = tuple(Example(arguments={}, result=index) for index in range(examples))
    return Candidate(
        contract=contract,
        tool=b"",
        tests=b"",
        request=Request(text="r", examples=given, origin=origin),  # type: ignore[arg-type]
        authorship=Authorship(generator="recipe", independent_tests=independent),
    )


def verdict(killed: int, permille: int, warnings: int) -> Verdict:
    findings = tuple(Finding(rule="r", message="m", level=Level.WARNING) for _ in range(warnings))
    return Verdict(
        results=(
            CheckResult(check="policy", status=Status.PASS, reason="", findings=findings),
            CheckResult(
                check="mutation",
                status=Status.PASS,
                reason="",
                measures={"killed": killed, "mutants": 30},
            ),
            CheckResult(
                check="coverage", status=Status.PASS, reason="", measures={"permille": permille}
            ),
        )
    )


def score(terms: dict[str, int]) -> float:
    made = candidate(
        PERMISSIONS[terms["risk"]], terms["examples"], independent=bool(terms["independent"])
    )
    judged = verdict(terms["killed"], terms["permille"], terms["warnings"])
    found = confidence(made, judged, terms["repairs"])
    assert found.score == round(sum(found.terms.values()) / 100, 2)
    assert 0 <= found.score <= 1
    return found.score


@given(TERMS, st.sampled_from(["killed", "permille", "examples", "independent"]))
def test_more_evidence_never_lowers_it(terms: dict[str, int], name: str) -> None:
    limits = {"killed": 30, "permille": 1000, "examples": 5, "independent": 1}
    more = {**terms, name: min(limits[name], int(terms[name]) + 1)}
    assert score(more) >= score(terms)


@given(TERMS, st.sampled_from(["repairs", "warnings", "risk"]))
def test_more_trouble_never_raises_it(terms: dict[str, int], name: str) -> None:
    more = {**terms, name: min(5, terms[name] + 1) if name == "risk" else terms[name] + 1}
    assert score(more) <= score(terms)


def test_the_best_evidence_is_worth_one_and_none_is_worth_little() -> None:
    best = {"killed": 30, "permille": 1000, "examples": 3, "repairs": 0, "warnings": 0, "risk": 0}
    assert score({**best, "independent": 1}) == 1.0
    made = candidate(Permissions(run=("x",)), 0, independent=False)
    assert confidence(made, Verdict(results=()), 9).score == 0.05


def test_what_lands_by_itself_is_decided_by_mode_risk_confidence_and_number() -> None:
    sure = confidence(candidate(Permissions(), 3, independent=True), verdict(30, 1000, 0), 0)
    unsure = confidence(candidate(Permissions(), 0, independent=False), verdict(10, 900, 5), 3)

    def wait(permissions: Permissions, found=sure, ini: str = "", **more: object) -> str | None:  # noqa: ANN001
        made = candidate(permissions, 0, independent=True, **more)  # type: ignore[arg-type]
        return why_wait(made, found, load(ini, {}), auto_tools=50)

    for permissions in PERMISSIONS[:4]:
        assert wait(permissions) is None
    assert "its risk is network; [security] require_approval" in str(wait(PERMISSIONS[4]))
    relaxed = "[security]\nrequire_approval = process\n"
    assert "safety_mode = 1" in str(wait(PERMISSIONS[4], ini=relaxed))
    assert wait(PERMISSIONS[4], ini=relaxed + "[learning]\nsafety_mode = 0\n") is None
    assert "safety_mode = 2" in str(wait(Permissions(), ini="[learning]\nsafety_mode = 2\n"))
    strict = "[security]\nrequire_approval = read\n"
    assert "its risk is read" in str(wait(PERMISSIONS[1], ini=strict))
    assert "its confidence is" in str(wait(Permissions(), found=unsure))
    assert wait(Permissions(), found=unsure, ini="[learning]\nmin_confidence = 0\n") is None


def test_f39_the_limit_on_tools_counts_only_those_nobody_asked_for() -> None:
    sure = confidence(candidate(Permissions(), 3, independent=True), verdict(30, 1000, 0), 0)
    asked = candidate(Permissions(), 0, independent=True)
    unasked = candidate(Permissions(), 0, independent=True, origin="agent")
    settings = load("[learning]\nmax_auto_tools = 2\n", {})
    assert why_wait(asked, sure, settings, auto_tools=99) is None
    assert why_wait(unasked, sure, settings, auto_tools=1) is None
    assert "max_auto_tools" in str(why_wait(unasked, sure, settings, auto_tools=2))


def test_risk_is_ordered_as_documented() -> None:
    ranks = [Permissions.risk.fget(one).rank for one in PERMISSIONS]  # type: ignore[attr-defined]
    assert ranks == [0, 1, 1, 2, 3, 4]
    assert Permissions(env=("HOME",)).risk is Risk.PROCESS
    assert Permissions(env=("A",), system=True).to_json() == {"env": ["A"], "system": True}
