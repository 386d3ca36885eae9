"""Every request that real users asked, in one table: the outcome is the one it deserves.

L and N are learned wherever a recipe exists and are an honest ``no_generator`` elsewhere, O
likewise; U is unclear; X is refused. Nothing is ever answered with a tool that does something else.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.domain.answers import Answer, Exists, Landed, Proposed

DATA = Path(__file__).parents[1] / "data" / "requests.tsv"


@dataclass(frozen=True)
class Asked:
    """One line of the table."""

    key: str
    text: str
    expected: str


def asked() -> list[Asked]:
    lines = [line for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return [Asked(row["id"], row["request"] or "", row["expected"]) for row in rows]


# What a right tool for each request is called or does; a wrong tool is worse than none.
RIGHT = {
    "1": {"speed"},
    "2": {"merge"},
    "3": {"system", "performance", "report"},
    "4": {"disk"},
    "6": {"cpu"},
    "7": {"remind"},
    "8": {"zip"},
    "9": {"speed"},
    "11": {"report"},
    "13": {"timestamp", "time"},
    "14": {"battery"},
    "15": {"watch", "change"},
    "17": {"stock"},
    "19": {"sqlite", "database"},
    "21": {"network"},
    "23": {"temperature"},
    "25": {"read"},
    "26": {"file"},
    "28": {"weather"},
    "29": {"photo", "image"},
    "31": {"summar"},
    "33": {"translat"},
    "34": {"speech", "speak"},
    "35": {"notif"},
    "37": {"learning", "statistic", "performance"},
    "39": {"health", "diagnos"},
    "40": {"backup", "back", "copy"},
    "42": {"photo", "camera"},
}
ALLOWED = {
    "L": {"landed", "exists", "proposed", "no_generator", "unclear"},
    "N": {"proposed", "exists", "no_generator", "unclear"},
    "O": {"landed", "exists", "proposed", "no_generator", "unclear"},
    "U": {"unclear"},
    "X": {"refused"},
}


@pytest.mark.acceptance
def test_every_request_gets_the_outcome_it_deserves(
    chotu: Chotu, capsys: pytest.CaptureFixture[str]
) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    lines = []
    for one in asked():
        answer = chotu.learn(one.text)
        tool = tool_of(answer)
        counts[one.expected, answer.status] += 1
        lines.append(f"{one.key:>3} {one.expected} {answer.status:<12} {tool:<24} {one.text[:60]}")
        if answer.status not in ALLOWED[one.expected] or not is_right(one, answer):
            wrong.append(lines[-1])
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201 - the table is the point
        for (expected, status), count in sorted(counts.items()):
            print(f"{expected} {status:<12} {count}")  # noqa: T201
    assert wrong == []
    assert counts["L", "landed"] + counts["L", "exists"] >= 14
    assert counts["N", "proposed"] + counts["N", "exists"] == 5


def tool_of(answer: Answer) -> str:
    return answer.contract.name if isinstance(answer, Exists | Landed | Proposed) else "-"


def is_right(one: Asked, answer: Answer) -> bool:
    if not isinstance(answer, Exists | Landed | Proposed):
        return True
    said = f"{answer.contract.name} {answer.contract.summary}".lower()
    return any(word in said for word in RIGHT[one.key])
