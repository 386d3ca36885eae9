# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compute the monthly payment of a loan and what it costs in total."
# category = "math"
# keywords = ["loan", "payment", "interest", "mortgage", "monthly", "rate", "credit", "finance"]
# ///
"""Compute the monthly payment of a loan."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TypedDict

_CENT = Decimal("0.01")


class Loan(TypedDict):
    """Amounts in the loan's currency, rounded to cents; the last payment evens out rounding."""

    payments: int
    monthly: float
    last: float
    total: float
    interest: float


def loan_payment(amount: float, yearly_percent: float, months: int) -> Loan:
    """Compute the monthly payment of a loan and what it costs in total.

    Args:
        amount: The amount borrowed, more than 0.
        yearly_percent: The nominal interest per year in percent, 0 to 100.
        months: The number of monthly payments, 1 to 1200.

    Returns:
        The payments, each due at the end of a month, their total and the interest in it.

    Raises:
        ValueError: If one of them is out of range.
    """
    if not 0 < amount <= 1e12:
        raise ValueError(f"amount must be more than 0 and at most 1e12, not {amount}")
    if not 0 <= yearly_percent <= 100:
        raise ValueError(f"yearly_percent must be from 0 to 100, not {yearly_percent}")
    if not 1 <= months <= 1200:
        raise ValueError(f"months must be from 1 to 1200, not {months}")
    principal = _cents(Decimal(str(amount)))
    rate = Decimal(str(yearly_percent)) / 1200
    monthly = _cents(_annuity(principal, rate, months))
    balance = principal
    for _ in range(months - 1):
        balance = _cents(balance * (1 + rate)) - monthly
    last = _cents(balance * (1 + rate))
    total = monthly * (months - 1) + last
    return {
        "payments": months,
        "monthly": float(monthly),
        "last": float(last),
        "total": float(total),
        "interest": float(total - principal),
    }


def _annuity(principal: Decimal, rate: Decimal, months: int) -> Decimal:
    if rate == 0:
        return principal / months
    return principal * rate / (1 - (1 + rate) ** -months)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(loan_payment(**json.loads(given)), sys.stdout)
