"""Configuration: every key validated, the nearest valid key named, secrets kept out of sight."""

from dataclasses import fields
from pathlib import Path

import pytest

from chotu_bot.domain.contract import Risk
from chotu_bot.errors import ConfigurationError
from chotu_bot.settings import SECTIONS, describe, keys, load, load_file, shown


def refused(text: str = "", **environment: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(text, environment)
    assert caught.value.exit_code == 7
    return str(caught.value)


def test_without_a_file_the_documented_defaults_hold() -> None:
    settings = load("", {})
    assert settings.learning.max_auto_tools == 50
    assert settings.learning.min_confidence == 0.7
    assert settings.sandbox.memory_limit == 512 * 2**20
    assert settings.security.require_approval is Risk.NETWORK
    assert settings.gpt.model == "gpt-4"


def test_a_file_overrides_defaults_and_the_environment_overrides_the_file(tmp_path: Path) -> None:
    (tmp_path / "chotu.ini").write_text("[learning]\nmax_failures = 1\nsafety_mode=2\n")
    settings = load_file(tmp_path, {"CHOTU_LEARNING_MAX_FAILURES": "7"})
    assert settings.learning.max_failures == 7
    assert settings.learning.safety_mode == 2


def test_f46_an_unknown_key_is_an_error_with_file_line_and_nearest_key() -> None:
    message = refused("[learning]\nmax_failures = 1\nmin_confidense = 0.5\n")
    assert message == (
        "chotu.ini:3: unknown key 'min_confidense' in [learning]; did you mean 'min_confidence'?"
    )


def test_an_unknown_section_is_an_error() -> None:
    assert refused("\n[sandbx]\n") == (
        "chotu.ini:2: unknown section [sandbx]; did you mean 'sandbox'?"
    )
    assert "there are: gate, gpt" in refused("[zzz]\n")
    assert "[DEFAULT] is not a section" in refused("[DEFAULT]\na = 1\n")


@pytest.mark.parametrize(
    ("line", "takes"),
    [
        ("[learning]\nsafety_mode = 3", "a whole number from 0 to 2"),
        ("[learning]\nmin_confidence = high", "a number"),
        ("[learning]\nmin_confidence = 1.5", "a number from 0 to 1"),
        ("[learning]\nauto_learning_enabled = maybe", "1 or 0"),
        ("[sandbox]\nmemory_limit = lots", "a size such as 512MB"),
        ("[sandbox]\nmemory_limit = 5xb", "a size such as 512MB"),
        ("[sandbox]\nminimum = none", "one of landlock, bubblewrap, namespaces"),
        ("[security]\nrequire_approval = never", "one of pure, read"),
    ],
)
def test_a_bad_value_says_what_the_key_takes(line: str, takes: str) -> None:
    message = refused(line)
    assert message.startswith("chotu.ini:2: ")
    assert takes in message


def test_a_file_that_is_no_ini_is_an_error(tmp_path: Path) -> None:
    assert "no section headers" in refused("nonsense")
    assert "already exists" in refused("[gate]\n[gate]\n")
    (tmp_path / "chotu.ini").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_file(tmp_path, {})


def test_a_bad_variable_names_itself() -> None:
    assert "environment variable CHOTU_NONSENSE_KEY" in refused(CHOTU_NONSENSE_KEY="1")
    assert "did you mean 'timeout'" in refused(CHOTU_SANDBOX_TIMEOUTT="1")
    assert "environment variable CHOTU_SANDBOX_TIMEOUT" in refused(CHOTU_SANDBOX_TIMEOUT="x")


def test_values_are_read_in_the_forms_people_write() -> None:
    settings = load(
        "[sandbox]\nmemory_limit = 64 kB\n[learning]\nauto_learning_enabled = off\n"
        "[gate]\nallowed_dependencies = pypdf, PyYAML\n  pillow\n",
        {},
    )
    assert settings.sandbox.memory_limit == 65536
    assert settings.learning.auto_learning_enabled is False
    assert settings.gate.allowed_dependencies == ("pypdf", "PyYAML", "pillow")
    assert load("[learning]\nauto_learning_enabled = yes\n", {}).learning.auto_learning_enabled


def test_f50_a_secret_comes_from_the_environment_and_is_never_shown() -> None:
    settings = load("", {"OPENAI_API_KEY": "sk-canary"})
    assert settings.gpt.api_key == "sk-canary"
    assert "sk-canary" not in repr(settings)
    assert load("", {"CHOTU_GPT_API_KEY": "other", "OPENAI_API_KEY": "x"}).gpt.api_key == "other"
    assert "unknown key 'api_key'" in refused("[gpt]\napi_key = sk-canary\n")


def test_every_key_is_described_with_its_default() -> None:
    described = {(section, key) for section, key, _, meaning in describe() if meaning}
    assert described == {(section, key) for section in SECTIONS for key in keys(section)}
    assert ("learning", "auto_learning_enabled", "1") in {row[:3] for row in describe()}
    assert {one.name for one in fields(SECTIONS["gpt"])} - set(keys("gpt")) == {"api_key"}


def test_roots_are_absolute_folders_divided_by_colons() -> None:
    assert load("[serving]\nroots = /a b:/c\n", {}).serving.roots == (Path("/a b"), Path("/c"))
    with pytest.raises(ConfigurationError, match="absolute folders divided by colons"):
        load("[serving]\nroots = relative\n", {})
    assert shown((Path("/a b"), Path("/c"))) == "/a b:/c"
