"""The examination of the gate as text for people and as JSON for programs."""

from typing import TYPE_CHECKING

from chotu_bot.cli.present import table
from chotu_bot.domain.shapes import Json

if TYPE_CHECKING:
    from chotu_bot.app.trust import Examination

_UNTRUSTED = (
    "the gate is not to be trusted: until this is mended, and doctor --gate has seen it, every\n"
    "verdict is inconclusive"
)


def examination_json(examination: "Examination") -> dict[str, Json]:
    """Every canary with what was wanted and what came."""
    return {
        "status": "missed" if examination.missed else "trusted",
        "cached": examination.cached,
        "canaries": [
            {
                "name": one.name,
                "wanted": list(one.wanted) or "pass",
                "got": list(one.failed) or one.status.value,
                "as_wanted": one.as_wanted,
                "reason": one.reason,
            }
            for one in examination.results
        ],
    }


def examination_text(examination: "Examination") -> str:
    """A table: canary, wanted, got; why the missed ones came out as they did; the sum."""
    rows = [("", "canary", "wanted", "got")]
    rows += [
        (
            "ok" if one.as_wanted else "MISS",
            one.name,
            f"fail of {' or '.join(one.wanted)}" if one.wanted else "pass",
            one.got,
        )
        for one in examination.results
    ]
    whys = [f"{one.name}: {one.reason or 'every check passed'}" for one in examination.missed]
    return "\n".join([table(rows), *whys, _sum(examination)])


def _sum(examination: "Examination") -> str:
    total, missed = len(examination.results), len(examination.missed)
    before = " (as recorded; nothing that matters changed since)" if examination.cached else ""
    if missed:
        return f"{missed} of {total} canaries misjudged\n{_UNTRUSTED}"
    return f"{total} canaries, all judged as wanted{before}"
