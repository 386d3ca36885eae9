# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a value between units such as miles, pounds, litres, hours, bytes or degrees."
# category = "math"
# keywords = ["unit", "convert", "conversion", "length", "mass", "weight", "volume", "miles", "kilometers", "pounds", "kilograms", "celsius", "fahrenheit"]
# examples = [
#   '{"arguments": {"value": 1.0, "source": "mile", "target": "km"}, "result": 1.609344}',
#   '{"arguments": {"value": 100.0, "source": "celsius", "target": "fahrenheit"}, "result": 212.0}',
# ]
# ///
"""Convert a value between units of measurement."""

import math
from fractions import Fraction

# Per kind: the symbol and names of each unit, and its size in the first unit.
_UNITS = {
    "length": {
        "m metre meter": "1",
        "km kilometre kilometer": "1000",
        "cm centimetre centimeter": "0.01",
        "mm millimetre millimeter": "0.001",
        "mi mile": "1609.344",
        "yd yard": "0.9144",
        "ft foot feet": "0.3048",
        "in inch": "0.0254",
        "nmi nauticalmile": "1852",
    },
    "mass": {
        "kg kilogram": "1",
        "g gram": "0.001",
        "mg milligram": "0.000001",
        "t tonne": "1000",
        "lb pound": "0.45359237",
        "oz ounce": "0.028349523125",
        "st stone": "6.35029318",
    },
    "volume": {
        "l litre liter": "1",
        "ml millilitre milliliter": "0.001",
        "m3 cubicmetre cubicmeter": "1000",
        "gal gallon": "3.785411784",
        "qt quart": "0.946352946",
        "pt pint": "0.473176473",
        "cup": "0.2365882365",
        "floz fluidounce": "0.0295735295625",
        "imperialgallon": "4.54609",
    },
    "area": {
        "m2 squaremetre squaremeter": "1",
        "km2 squarekilometre squarekilometer": "1000000",
        "ha hectare": "10000",
        "acre": "4046.8564224",
        "ft2 sqft squarefoot squarefeet": "0.09290304",
    },
    "time": {
        "s sec second": "1",
        "ms millisecond": "0.001",
        "min minute": "60",
        "h hr hour": "3600",
        "d day": "86400",
        "week": "604800",
    },
    "speed": {
        "m/s mps": "1",
        "km/h kmh kph": "10/36",
        "mph": "0.44704",
        "kn knot": "1852/3600",
    },
    "energy": {
        "j joule": "1",
        "kj kilojoule": "1000",
        "cal calorie": "4.184",
        "kcal kilocalorie": "4184",
        "wh watthour": "3600",
        "kwh kilowatthour": "3600000",
    },
    "data": {
        "b byte": "1",
        "kb kilobyte": "1000",
        "mb megabyte": "1000000",
        "gb gigabyte": "1000000000",
        "tb terabyte": "1000000000000",
        "kib": "1024",
        "mib": "1048576",
        "gib": "1073741824",
        "tib": "1099511627776",
        "bit": "1/8",
    },
    "temperature": {"k kelvin": "1", "c celsius °c": "1", "f fahrenheit °f": "5/9"},
}
_ZEROS = {"c": Fraction(27315, 100), "f": Fraction(45967, 180)}
_Unit = tuple[str, Fraction, Fraction]


def unit_convert(value: float, source: str, target: str) -> float:
    """Convert a value between units of measurement.

    Units go by their name or symbol, in any letter case, singular or plural: ``km``,
    ``Kilometers``, ``square feet``.

    Args:
        value: The value to convert.
        source: The unit of the value.
        target: The unit of the result.

    Returns:
        The value in the target unit, rounded to 12 significant digits.

    Raises:
        ValueError: If a unit is unknown, the two measure different things, the value is not
            finite, or a temperature is below absolute zero.
    """
    if not math.isfinite(value):
        raise ValueError(f"the value must be a finite number, not {value}")
    kind, size, zero = _find(source)
    other_kind, other_size, other_zero = _find(target)
    if kind != other_kind:
        raise ValueError(f"{source} measures {kind}, {target} measures {other_kind}")
    absolute = Fraction(str(value)) * size + zero
    if kind == "temperature" and absolute < 0:
        raise ValueError(f"{value} {source} is below absolute zero")
    return float(f"{float((absolute - other_zero) / other_size):.12g}")


def _find(unit: str) -> _Unit:
    wanted = unit.lower().replace(" ", "")
    known = _table()
    for spelling in (wanted, wanted.removesuffix("s"), wanted.removesuffix("es")):
        if spelling in known:
            return known[spelling]
    raise ValueError(f"unknown unit {unit!r}; there are {', '.join(known)}")


def _table() -> dict[str, _Unit]:
    """Every name of every unit, with its kind, its size, and where its scale begins."""
    table: dict[str, _Unit] = {}
    for kind, units in _UNITS.items():
        for names, size in units.items():
            symbol, *others = names.split()
            unit = (kind, Fraction(size), _ZEROS.get(symbol, Fraction(0)))
            table |= dict.fromkeys([symbol, *others], unit)
    return table


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(unit_convert(**json.loads(given)), sys.stdout)
