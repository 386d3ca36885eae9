# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Find the prime factors of a number and the primes around it."
# category = "math"
# keywords = ["prime", "primes", "factors", "factorization", "divisors", "number"]
# ///
"""Find the prime factors of a number."""

from itertools import count
from typing import TypedDict

_LIMIT = 10**10


class Factors(TypedDict):
    """What divides a number; ``previous`` is 0 where there is no smaller prime."""

    number: int
    is_prime: bool
    factors: list[int]
    divisors: list[int]
    previous: int
    next: int


def primes(number: int) -> Factors:
    """Find the prime factors of a number and the primes around it.

    Args:
        number: The number, from 1 to 10^10.

    Returns:
        Whether it is prime, its prime factors in ascending order (each as often as it divides),
        all its divisors, and the nearest primes below and above.

    Raises:
        ValueError: If the number is out of range.
    """
    if not 1 <= number <= _LIMIT:
        raise ValueError(f"the number must be from 1 to {_LIMIT}, not {number}")
    factors = _factors(number)
    return {
        "number": number,
        "is_prime": factors == [number],
        "factors": factors,
        "divisors": _divisors(factors),
        "previous": next((one for one in range(number - 1, 1, -1) if _is_prime(one)), 0),
        "next": next(one for one in count(number + 1) if _is_prime(one)),
    }


def _factors(number: int) -> list[int]:
    found = []
    divisor = 2
    while divisor * divisor <= number:
        quotient, rest = divmod(number, divisor)
        if rest:
            divisor += 1 if divisor == 2 else 2
        else:
            found.append(divisor)
            number = quotient
    return [*found, number] if number > 1 else found


def _divisors(factors: list[int]) -> list[int]:
    found = {1}
    for factor in factors:
        found |= {factor * one for one in found}
    return sorted(found)


def _is_prime(number: int) -> bool:
    # The first divisor decides, so numbers with a small one are told apart at once.
    if number < 4:
        return number > 1
    if number % 2 == 0:
        return False
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(primes(**json.loads(given)), sys.stdout)
