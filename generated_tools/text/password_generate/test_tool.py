"""Tests of password_generate."""

import string

import pytest
from tool import password_generate

SYMBOLS = set("!#$%&*+-=?@_~")
LOOKALIKES = set("0O1lI")


def many(**options) -> list[str]:
    return [password_generate(**options) for _ in range(200)]


def kinds_of(password: str) -> set[str]:
    kinds = {
        "lower": set(string.ascii_lowercase),
        "upper": set(string.ascii_uppercase),
        "digit": set(string.digits),
        "symbol": SYMBOLS,
    }
    assert set(password) <= set.union(*kinds.values())
    return {kind for kind, characters in kinds.items() if characters & set(password)}


def test_sixteen_characters_of_every_kind_unless_said_otherwise():
    for password in many():
        assert len(password) == 16
        assert kinds_of(password) == {"lower", "upper", "digit", "symbol"}


def test_even_the_shortest_password_has_every_kind():
    assert all(len(kinds_of(password)) == 4 for password in many(length=8))


def test_digits_and_symbols_can_be_left_out():
    for password in many(digits=False):
        assert kinds_of(password) == {"lower", "upper", "symbol"}
    for password in many(symbols=False):
        assert kinds_of(password) == {"lower", "upper", "digit"}
    for password in many(digits=False, symbols=False):
        assert kinds_of(password) == {"lower", "upper"}


def test_lookalikes_only_on_demand():
    assert not LOOKALIKES & set("".join(many()))
    assert LOOKALIKES.issubset("".join(many(lookalikes=True, length=64)))


def test_every_other_character_is_used():
    expected = set(string.ascii_letters + string.digits) - LOOKALIKES | SYMBOLS
    assert set("".join(many(length=64))) == expected


def test_no_two_passwords_are_alike():
    assert len(set(many())) == 200


@pytest.mark.parametrize("length", [8, 9, 1024])
def test_the_length_is_kept(length):
    assert len(password_generate(length)) == length


@pytest.mark.parametrize("length", [-1, 0, 7, 1025])
def test_a_length_out_of_range_is_refused(length):
    with pytest.raises(ValueError, match=f"length must be from 8 to 1024, not {length}"):
        password_generate(length)
