# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a number to Roman numerals, or Roman numerals to a number."
# category = "math"
# keywords = ["roman", "numeral", "numerals", "number", "convert"]
# examples = [
#   '{"arguments": {"text": "1994"}, "result": {"number": 1994, "roman": "MCMXCIV"}}',
#   '{"arguments": {"text": "xiv"}, "result": {"number": 14, "roman": "XIV"}}',
# ]
# ///
"""Convert between numbers and Roman numerals."""

from typing import TypedDict

_SIGNS = {
    "M": 1000,
    "CM": 900,
    "D": 500,
    "CD": 400,
    "C": 100,
    "XC": 90,
    "L": 50,
    "XL": 40,
    "X": 10,
    "IX": 9,
    "V": 5,
    "IV": 4,
    "I": 1,
}
_LARGEST = 3999


class Numeral(TypedDict):
    """The same number in both notations."""

    number: int
    roman: str


def roman_numeral(text: str) -> Numeral:
    """Convert a number to Roman numerals, or Roman numerals to a number.

    Args:
        text: A whole number from 1 to 3999, or Roman numerals in any letter case.

    Returns:
        The number in both notations.

    Raises:
        ValueError: If the text is neither, or the numerals are not written as is usual.
    """
    given = text.strip().upper()
    if given.isascii() and given.isdecimal():
        number = int(given[:9])
        if not 1 <= number <= _LARGEST:
            raise ValueError(f"Roman numerals go from 1 to {_LARGEST}, not to {text.strip()}")
        return {"number": number, "roman": _roman(number)}
    number = _number(given)
    if not 1 <= number <= _LARGEST or _roman(number) != given:
        raise ValueError(f"neither a number nor Roman numerals: {text!r}")
    return {"number": number, "roman": given}


def _roman(number: int) -> str:
    found = ""
    for sign, value in _SIGNS.items():
        times, number = divmod(number, value)
        found += sign * times
    return found


def _number(roman: str) -> int:
    """What the signs add up to; nonsense gives a number that is written differently."""
    found, rest = 0, roman
    for sign, value in _SIGNS.items():
        while rest.startswith(sign):
            found += value
            rest = rest.removeprefix(sign)
    return found


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(roman_numeral(**json.loads(given)), sys.stdout)
