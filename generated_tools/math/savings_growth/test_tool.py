"""Tests of savings_growth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import savings_growth


def test_interest_earns_interest():
    assert savings_growth(1000, 10, 3) == {
        "final": 1331.0,
        "paid": 1000,
        "interest": 331.0,
        "yearly": [1100.0, 1210.0, 1331.0],
    }


def test_ten_years():
    assert savings_growth(1000, 3, 10)["final"] == 1343.92


def test_deposits_earn_for_the_months_they_wait():
    assert savings_growth(0, 12, 1, 100) == {
        "final": 1266.0,
        "paid": 1200,
        "interest": 66.0,
        "yearly": [1266.0],
    }
    assert savings_growth(500, 12, 2, 100) == {
        "final": 3311.12,
        "paid": 2900,
        "interest": 411.12,
        "yearly": [1826.0, 3311.12],
    }


def test_money_has_two_places():
    assert savings_growth(10.126, 0, 1, 0.001) == {
        "final": 10.14,
        "paid": 10.14,
        "interest": 0.0,
        "yearly": [10.14],
    }


def test_savings_may_shrink():
    assert savings_growth(100, -50, 2)["yearly"] == [50.0, 25.0]
    assert savings_growth(100, -50, 2)["interest"] == -75.0


@pytest.mark.parametrize(("percent", "years"), [(1000, 1), (-99.9, 1), (0, 200), (0, 1)])
def test_the_limits_themselves_are_allowed(percent, years):
    assert len(savings_growth(0, percent, years)["yearly"]) == years


@pytest.mark.parametrize(
    ("amount", "monthly"),
    [(-1, 0), (0, -0.01), (float("inf"), 0), (0, float("inf")), (float("nan"), 0)],
)
def test_less_than_nothing_is_refused(amount, monthly):
    with pytest.raises(ValueError, match="amount and deposit must be 0 or more, not "):
        savings_growth(amount, 1, 1, monthly)


@pytest.mark.parametrize("percent", [-100, 1000.1, float("nan")])
def test_a_percent_out_of_range_is_refused(percent):
    with pytest.raises(ValueError, match="above -100 and at most 1000, not "):
        savings_growth(1, percent, 1)


@pytest.mark.parametrize("years", [0, -1, 201])
def test_years_out_of_range_are_refused(years):
    with pytest.raises(ValueError, match=f"years must be from 1 to 200, not {years}"):
        savings_growth(1, 1, years)


@given(st.integers(0, 10**6), st.integers(0, 1000), st.integers(1, 40))
def test_without_interest_the_balance_is_what_was_paid(amount, monthly, years):
    found = savings_growth(amount, 0, years, monthly)
    assert found["final"] == found["paid"] == amount + 12 * years * monthly
    assert found["interest"] == 0
