# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Rate the strength of a password and say how to make it stronger."
# category = "text"
# keywords = ["password", "strength", "rate", "entropy", "weak", "strong"]
# ///
"""Rate the strength of a password."""

import math
import re
import string
from itertools import pairwise
from typing import Literal, TypedDict

_COMMON = frozenset(
    {"password", "passwort", "qwerty", "qwertz", "letmein", "welcome", "iloveyou", "monkey"}
    | {"dragon", "football", "baseball", "sunshine", "princess", "master", "admin", "login"}
    | {"secret", "shadow", "superman", "batman", "trustno", "starwars", "abc", "test", "hello"}
)
_PLAIN = str.maketrans("013457@$!", "oieastasi")
_KINDS = {
    "lower-case letters": string.ascii_lowercase,
    "upper-case letters": string.ascii_uppercase,
    "digits": string.digits,
    "symbols": string.punctuation + " ",
}
_OTHER = 100
_RATINGS: tuple[tuple[float, Literal["very weak", "weak", "fair", "strong"]], ...] = (
    (28, "very weak"),
    (45, "weak"),
    (65, "fair"),
    (math.inf, "strong"),
)


class Strength(TypedDict):
    """A rating; ``bits`` is the estimated work of guessing, as a power of two."""

    rating: Literal["very weak", "weak", "fair", "strong"]
    bits: float
    advice: list[str]


def password_strength(password: str) -> Strength:
    """Rate the strength of a password and say how to make it stronger.

    The estimate counts what an attacker tries first as cheap: common words, also with digits
    for letters, repeated characters and runs such as ``1234``.

    Args:
        password: The password; it is neither stored nor sent anywhere.

    Returns:
        The rating, the estimated bits, and advice.

    Raises:
        ValueError: If the password is empty.
    """
    if not password:
        raise ValueError("the password is empty")
    missing = [kind for kind, one in _KINDS.items() if not set(one) & set(password)]
    alphabet = sum(len(one) for kind, one in _KINDS.items() if kind not in missing)
    if set(password) - set("".join(_KINDS.values())):
        alphabet += _OTHER
    common = _is_common(password)
    length = 1 if common else len(password) - _predictable(password)
    bits = round(length * math.log2(alphabet), 1)
    advice = ["do not use a common word"] if common else []
    if _predictable(password) and not common:
        advice.append("avoid repeated characters and runs")
    if len(password) < 12:
        advice.append("use 12 characters or more")
    if len(missing) > 1:
        advice.append(f"add {missing[0]} or {missing[-1]}")
    rating = next(rating for limit, rating in _RATINGS if bits < limit)
    return {"rating": rating, "bits": bits, "advice": advice}


def _is_common(password: str) -> bool:
    lowered = password.lower()
    bare = re.compile(r"^[\W\d_]+|[\W\d_]+$")
    return bare.sub("", lowered) in _COMMON or bare.sub("", lowered.translate(_PLAIN)) in _COMMON


def _predictable(password: str) -> int:
    """How many characters follow from the two before them by the same step: aaa, 123, cba."""
    codes = [ord(one) for one in password]
    steps = [after - before for before, after in pairwise(codes)]
    return sum(first == second and abs(first) <= 1 for first, second in pairwise(steps))


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(password_strength(**json.loads(given)), sys.stdout)
