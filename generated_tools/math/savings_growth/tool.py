# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compute how savings grow with compound interest, year by year."
# category = "math"
# keywords = ["savings", "compound", "interest", "growth", "investment", "deposit", "percent", "euros", "money"]
# ///
"""Compute how savings grow with compound interest."""

import math
from typing import TypedDict


class Growth(TypedDict):
    """How savings grew, in the money's unit; ``yearly`` holds the balance at each year's end."""

    final: float
    paid: float
    interest: float
    yearly: list[float]


def savings_growth(
    amount: float, yearly_percent: float, years: int, monthly: float = 0.0
) -> Growth:
    """Compute how savings grow with compound interest, year by year.

    Interest is credited at each year's end. A deposit is made at each month's end and earns
    simple interest until the year's end.

    Args:
        amount: The money at the start, 0 or more.
        yearly_percent: The interest of a year, above -100 and at most 1000.
        years: How many years, from 1 to 200.
        monthly: The deposit of each month, 0 or more.

    Returns:
        The final balance, what was paid in, the interest, and the balances, to two places.

    Raises:
        ValueError: If a value is out of range, or not a number.
    """
    if not (0 <= amount < math.inf and 0 <= monthly < math.inf):
        raise ValueError(f"amount and deposit must be 0 or more, not {amount} and {monthly}")
    if not -100 < yearly_percent <= 1000:
        raise ValueError(f"the percent must be above -100 and at most 1000, not {yearly_percent}")
    if not 1 <= years <= 200:
        raise ValueError(f"years must be from 1 to 200, not {years}")
    rate = yearly_percent / 100
    # Twelve deposits wait 11, 10, … 0 months: 66 of 12 in all.
    deposits = monthly * (12 + rate * 66 / 12)
    balance, yearly = amount, []
    for _ in range(years):
        balance = balance * (1 + rate) + deposits
        yearly.append(round(balance, 2))
    paid = round(amount + monthly * 12 * years, 2)
    final = yearly[-1]
    return {"final": final, "paid": paid, "interest": round(final - paid, 2), "yearly": yearly}


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(savings_growth(**json.loads(given)), sys.stdout)
