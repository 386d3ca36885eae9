"""Whether a candidate that passed the gate lands by itself or waits for a person."""

from chotu_bot.domain.contract import Contract, Risk
from chotu_bot.domain.draft import Candidate, Confidence
from chotu_bot.settings import Settings


def why_wait(
    candidate: Candidate,
    confidence: Confidence,
    settings: Settings,
    auto_tools: int,
    breaking: tuple[str, ...] = (),
) -> str | None:
    """What keeps ``candidate`` from landing by itself, or None when nothing does.

    Args:
        candidate: it passed the gate.
        confidence: computed from its evidence.
        settings: safety_mode, require_approval, min_confidence and max_auto_tools decide.
        auto_tools: live tools that landed with no person asking.
        breaking: what the new version changes for callers of the one that it replaces.
    """
    risk = candidate.contract.risk
    bar = settings.security.require_approval
    if settings.learning.safety_mode == 2:
        return "[learning] safety_mode = 2 leaves everything to a person"
    if candidate.regression is not None:
        changed = _changed(candidate.regression.contract, candidate.contract)
        if changed:
            return changed
    if risk.rank >= bar.rank:
        return f"its risk is {risk}; [security] require_approval = {bar}"
    if settings.learning.safety_mode == 1 and risk.rank > Risk.WRITE.rank:
        return f"its risk is {risk}; [learning] safety_mode = 1 leaves that to a person"
    if breaking and settings.learning.safety_mode > 0:
        return f"it breaks the contract of the version that it replaces: {'; '.join(breaking)}"
    if confidence.score < settings.learning.min_confidence:
        return (
            f"its confidence is {confidence.score:.2f}; "
            f"[learning] min_confidence = {settings.learning.min_confidence}"
        )
    if candidate.request.origin != "person" and auto_tools >= settings.learning.max_auto_tools:
        return f"{auto_tools} tools landed with no person asking; [learning] max_auto_tools"
    return None


def _changed(old: Contract, new: Contract) -> str | None:
    """What a version that mends a failure asks of a person beyond the remedy."""
    before, now = old.permissions.to_json(), new.permissions.to_json()
    if now != before:
        return f"its permissions are {now or 'none'} and were {before or 'none'}"
    if (new.parameters, new.raises) != (old.parameters, old.raises):
        return f"its contract is revised: {new.signature}, which was {old.signature}"
    return None
