"""Secrets are hidden by their name and by their look, wherever they stand."""

import json

import pytest

from chotu_bot.app.logbook import KEPT_BYTES, kept_arguments
from chotu_bot.domain.redaction import HIDDEN, hide, is_secret_name, without_secrets
from chotu_bot.domain.shapes import Json

TOKEN = "eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    ["password", "userPassword", "api_key", "apiKey", "x-auth-token", "DB_PASSWORD", "pin", "OTP"],
)
def test_these_names_are_those_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["key", "keyword", "pinned", "passenger", "text", "tokenizer"])
def test_these_names_are_not(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "secret",
    [
        "sk-0123456789abcdef",
        "ghp_0123456789abcdef",
        "Bearer abc.def",
        "AKIAABCDEFGHIJKLMNOP",
        TOKEN,
        "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_f50_what_looks_like_a_key_is_hidden_in_any_argument(secret: str) -> None:
    assert without_secrets({"text": f"use {secret} now"}) == {"text": f"use {HIDDEN} now"}
    assert hide(f"bad {secret}!") == f"bad {HIDDEN}!"


def test_a_password_in_a_url_is_hidden_and_the_rest_stays() -> None:
    assert hide("ftp://ada:hunter22@example.org/a") == f"ftp://{HIDDEN}@example.org/a"
    assert hide("https://example.org/?token=abc&x=1") == f"https://example.org/?{HIDDEN}&x=1"


def test_a_secret_name_hides_everything_below_it() -> None:
    given: dict[str, Json] = {
        "credentials": {"user": "ada", "parts": ["one", 2, None, True]},
        "rows": [{"password": "hunter22", "n": 1}],
    }
    assert without_secrets(given) == {
        "credentials": {"user": HIDDEN, "parts": [HIDDEN, HIDDEN, None, True]},
        "rows": [{"password": HIDDEN, "n": 1}],
    }


def test_a_secret_argument_is_hidden_where_a_message_repeats_it() -> None:
    arguments: dict[str, Json] = {"password": "hunter22", "rows": [{"token": "abcd"}], "n": 3}
    assert hide("no hunter22, abcd or 3", arguments) == f"no {HIDDEN}, {HIDDEN} or 3"
    assert hide("a pin 12 is too short to hide", {"pin": "12"}) == "a pin 12 is too short to hide"


def test_f50_arguments_are_kept_only_where_they_are_small_and_not_secret() -> None:
    whole = kept_arguments({"text": "a"})
    assert whole["arguments"] == {"text": "a"}
    assert whole["arguments_kept"] == "whole"
    partly = kept_arguments({"text": "a", "api_key": "hunter22"})
    assert partly["arguments_kept"] == "partly"
    assert "hunter22" not in json.dumps(partly)
    assert kept_arguments({"text": "a", "api_key": "other"}) == partly
    long = kept_arguments({"text": "a" * KEPT_BYTES})
    assert long["arguments_kept"] == "digest"
    assert "arguments" not in long
    assert long["arguments_digest"] != whole["arguments_digest"]
