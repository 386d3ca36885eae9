"""Tests of loan_payment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import loan_payment


def test_a_loan_over_a_year():
    assert loan_payment(1000, 12, 12) == {
        "payments": 12,
        "monthly": 88.85,
        "last": 88.84,
        "total": 1066.19,
        "interest": 66.19,
    }


def test_a_mortgage_over_thirty_years():
    found = loan_payment(200_000, 6, 360)
    assert found["monthly"] == 1199.10
    assert found["total"] == pytest.approx(431_676, abs=3)
    assert found["interest"] == pytest.approx(found["total"] - 200_000)


def test_without_interest_the_amount_is_shared_out():
    assert loan_payment(100, 0, 3) == {
        "payments": 3,
        "monthly": 33.33,
        "last": 33.34,
        "total": 100.0,
        "interest": 0.0,
    }


def test_one_payment_is_the_amount_with_a_month_of_interest():
    assert loan_payment(1200, 10, 1) == {
        "payments": 1,
        "monthly": 1210.0,
        "last": 1210.0,
        "total": 1210.0,
        "interest": 10.0,
    }


def test_half_a_cent_is_rounded_up():
    assert loan_payment(0.05, 0, 2)["monthly"] == 0.03


@pytest.mark.parametrize("amount", [0, -1, 1e12 + 1, float("nan"), float("inf")])
def test_an_amount_out_of_range_is_refused(amount):
    with pytest.raises(ValueError, match="amount must be more than 0 and at most 1e12"):
        loan_payment(amount, 5, 12)


@pytest.mark.parametrize("percent", [-0.1, 100.1, float("nan")])
def test_a_rate_out_of_range_is_refused(percent):
    with pytest.raises(ValueError, match=f"yearly_percent must be from 0 to 100, not {percent}"):
        loan_payment(1000, percent, 12)


@pytest.mark.parametrize("months", [0, -1, 1201])
def test_a_number_of_months_out_of_range_is_refused(months):
    with pytest.raises(ValueError, match=f"months must be from 1 to 1200, not {months}"):
        loan_payment(1000, 5, months)


def test_the_limits_themselves_are_allowed():
    assert loan_payment(1e12, 100, 1)["payments"] == 1
    assert loan_payment(1_000_000, 0, 1200)["payments"] == 1200


@given(st.integers(1, 10**6), st.integers(0, 100), st.integers(1, 60))
def test_payments_add_up_to_the_total(amount, percent, months):
    found = loan_payment(amount, percent, months)
    added = found["monthly"] * (months - 1) + found["last"]
    assert found["total"] == pytest.approx(added)
    assert found["interest"] == pytest.approx(found["total"] - amount, abs=0.01)
    assert found["interest"] >= 0
