# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Write a number in decimal, binary, octal and hexadecimal."
# category = "math"
# keywords = ["binary", "hexadecimal", "octal", "decimal", "base", "hex", "number", "convert", "radix"]
# ///
"""Write a number in other bases."""

from typing import TypedDict

_LONGEST = 1_000
_PREFIXES = {"0x": 16, "0b": 2, "0o": 8}


class Written(TypedDict):
    """One number in four bases, in lower case and without a prefix."""

    decimal: str
    binary: str
    octal: str
    hexadecimal: str


def number_base(text: str, base: int = 10) -> Written:
    """Write a whole number in decimal, binary, octal and hexadecimal.

    Args:
        text: The number's digits; a sign may stand before, blanks and underscores between. The
            prefixes ``0x``, ``0b`` and ``0o`` tell the base themselves.
        base: The base of the digits, from 2 to 36.

    Returns:
        The number in four bases.

    Raises:
        ValueError: If the digits do not belong to the base, there are none or more than 1000, or
            the base is out of range.
    """
    if not 2 <= base <= 36:
        raise ValueError(f"the base must be from 2 to 36, not {base}")
    digits = "".join(text.replace("_", "").split()).lower()
    if len(digits) > _LONGEST:
        raise ValueError(f"more than {_LONGEST} digits")
    base = _PREFIXES.get(digits.lstrip("+-")[:2], base)
    try:
        number = int(digits, base)
    except ValueError as error:
        raise ValueError(f"not a number in base {base}: {text!r}") from error
    return {
        "decimal": str(number),
        "binary": f"{number:b}",
        "octal": f"{number:o}",
        "hexadecimal": f"{number:x}",
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(number_base(**json.loads(given)), sys.stdout)
