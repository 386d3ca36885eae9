"""Tests of password_strength."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import password_strength


def test_a_strong_password_needs_no_advice():
    assert password_strength("xK9!mQ2#vL7&") == {
        "rating": "strong",
        "bits": round(12 * math.log2(95), 1),
        "advice": [],
    }


@pytest.mark.parametrize(
    ("password", "alphabet"),
    [("q", 26), ("Q", 26), ("7", 10), ("#", 33), (" ", 33), ("q7", 36), ("qQ7#", 95), ("qé", 126)],
)
def test_bits_follow_from_length_and_alphabet(password, alphabet):
    assert password_strength(password)["bits"] == round(len(password) * math.log2(alphabet), 1)


@pytest.mark.parametrize(
    ("password", "rating"),
    [
        ("zkwpf", "very weak"),
        ("zkwpfm", "weak"),
        ("zkwpfmbt", "weak"),
        ("zkwpfmbtx", "weak"),
        ("zkwpfmbtxq", "fair"),
        ("zkwpfmbtxqgua", "fair"),
        ("zkwpfmbtxqguay", "strong"),
    ],
)
def test_ratings_by_bits(password, rating):
    assert password_strength(password)["rating"] == rating


@pytest.mark.parametrize(
    "password", ["password", "Password123!", "P@$$w0rd", "1qwerty", "7h3 s3cr3t 7"[4:10], "admin"]
)
def test_a_common_word_is_very_weak_in_any_guise(password):
    found = password_strength(password)
    assert found["rating"] == "very weak"
    assert found["bits"] < 7
    assert found["advice"][0] == "do not use a common word"


@pytest.mark.parametrize(
    "words",
    [
        "password passwort qwerty qwertz letmein welcome iloveyou monkey dragon football baseball",
        "sunshine princess master admin login secret shadow superman batman trustno1 starwars",
        "abc123 test hello",
    ],
)
def test_every_common_word_is_known(words):
    for word in words.split():
        assert password_strength(word)["advice"][0] == "do not use a common word", word


def test_a_common_word_inside_others_is_not_the_whole_password():
    assert "do not use a common word" not in password_strength("mypasswordbox")["advice"]


@pytest.mark.parametrize(
    ("password", "counted"),
    [("aaaa", 2), ("abcd", 2), ("4321", 2), ("aabb", 4), ("acegi", 5), ("12xy89", 6)],
)
def test_repeats_and_runs_count_little(password, counted):
    found = password_strength(password)
    alphabet = 26 if password.isalpha() else 10 if password.isdigit() else 36
    assert found["bits"] == round(counted * math.log2(alphabet), 1)
    assert ("avoid repeated characters and runs" in found["advice"]) == (counted < len(password))


def test_advice_on_length_and_alphabet():
    assert password_strength("zkwpfmbtxqg")["advice"] == [
        "use 12 characters or more",
        "add upper-case letters or symbols",
    ]
    assert password_strength("zkwpfmbtxqgu")["advice"] == ["add upper-case letters or symbols"]
    assert password_strength("zkWPfmbtxqg7")["advice"] == []


def test_an_empty_password_is_refused():
    with pytest.raises(ValueError, match="the password is empty"):
        password_strength("")


@given(st.text("abkxz59", min_size=1, max_size=12))
def test_a_longer_password_is_never_weaker(password):
    shorter, longer = password_strength(password), password_strength(password + "Q#")
    assert longer["bits"] > shorter["bits"] >= 0
