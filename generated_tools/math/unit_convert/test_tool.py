"""Tests of unit_convert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import unit_convert


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1, "mile", "m", 1609.344),
        (2.5, "km", "cm", 250_000.0),
        (12, "inches", "feet", 1.0),
        (3, "yards", "ft", 9.0),
        (1, "nmi", "km", 1.852),
        (1000, "mm", "metre", 1.0),
        (1, "kilogram", "lb", 2.20462262185),
        (16, "oz", "pound", 1.0),
        (1, "stone", "lbs", 14.0),
        (1, "t", "mg", 1e9),
        (1, "gallon", "litres", 3.785411784),
        (1, "gal", "cups", 16.0),
        (1, "qt", "pints", 2.0),
        (8, "fluid ounces", "cup", 1.0),
        (1, "imperial gallon", "ml", 4546.09),
        (1, "m3", "l", 1000.0),
        (1, "acre", "m2", 4046.8564224),
        (1, "km2", "hectares", 100.0),
        (1, "square metre", "sqft", 10.7639104167),
        (1, "week", "d", 7.0),
        (1.5, "hours", "min", 90.0),
        (1, "s", "milliseconds", 1000.0),
        (36, "km/h", "m/s", 10.0),
        (1, "knot", "kph", 1.852),
        (60, "mph", "km/h", 96.56064),
        (1, "kWh", "kJ", 3600.0),
        (1, "kcal", "joules", 4184.0),
        (2, "Wh", "cal", 1720.84130019),
        (1, "GiB", "MiB", 1024.0),
        (1, "TB", "GB", 1000.0),
        (1, "TiB", "KiB", 1073741824.0),
        (8, "bits", "bytes", 1.0),
        (1, "MB", "kb", 1000.0),
        (0, "celsius", "kelvin", 273.15),
        (32, "fahrenheit", "celsius", 0.0),
        (-40, "°F", "°C", -40.0),
        (0, "K", "F", -459.67),
        (0.1, "m", "m", 0.1),
        (-3, "m", "cm", -300.0),
    ],
)
def test_conversions_between_units(value, source, target, expected):
    assert unit_convert(value, source, target) == expected


def test_spelling_is_taken_easily():
    assert unit_convert(1, " Square  Kilometers", "SQUARE METERS") == 1_000_000.0


def test_the_result_has_twelve_digits():
    assert unit_convert(1, "foot", "mile") == 0.000189393939394


@pytest.mark.parametrize(("source", "target"), [("parsec", "m"), ("m", "parsec"), ("", "m")])
def test_an_unknown_unit_is_named_with_the_known_ones(source, target):
    with pytest.raises(ValueError, match="unknown unit '(parsec)?'; there are m, metre"):
        unit_convert(1, source, target)


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("km", "length"),
        ("kg", "mass"),
        ("cup", "volume"),
        ("acre", "area"),
        ("week", "time"),
        ("mph", "speed"),
        ("bit", "data"),
        ("f", "temperature"),
    ],
)
def test_different_kinds_do_not_convert(unit, kind):
    with pytest.raises(ValueError, match=f"{unit} measures {kind}, joule measures energy"):
        unit_convert(1, unit, "joule")


def test_nothing_is_colder_than_absolute_zero():
    with pytest.raises(ValueError, match="-273.16 celsius is below absolute zero"):
        unit_convert(-273.16, "celsius", "kelvin")
    assert unit_convert(-273.15, "celsius", "kelvin") == 0.0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_must_be_finite(value):
    with pytest.raises(ValueError, match=f"must be a finite number, not {value}"):
        unit_convert(value, "m", "km")


@given(
    st.integers(-(10**6), 10**6),
    st.sampled_from([("m", "ft"), ("kg", "oz"), ("l", "gal"), ("mph", "km/h"), ("day", "min")]),
)
def test_there_and_back_again(value, units):
    source, target = units
    assert unit_convert(unit_convert(value, source, target), target, source) == pytest.approx(value)


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = unit_convert(value=1.0, source="mile", target="km")
    assert result == pytest.approx(1.609344)


def test_example_2() -> None:
    """Example 2 of the contract."""
    result = unit_convert(value=100.0, source="celsius", target="fahrenheit")
    assert result == pytest.approx(212.0)
