"""Reading ``chotu.ini`` and the environment: what is wrong is told with place and remedy."""

import configparser
import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from chotu_bot.errors import ConfigurationError
from chotu_bot.settings.sections import SECTIONS, Settings, keys

FILE = "chotu.ini"
_PREFIX = "CHOTU_"

T = TypeVar("T")


def load(text: str = "", environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the text of a ``chotu.ini`` and the environment, which wins.

    Raises:
        ConfigurationError: for an unknown section or key, or a bad value; names file, line and
            the nearest valid key.
    """
    given = _from_ini(text)
    surroundings = os.environ if environment is None else environment
    for name, raw in sorted(surroundings.items()):
        if name.startswith(_PREFIX) and name not in {"CHOTU_GPT_API_KEY", "CHOTU_REPORT_DIR"}:
            section, key = _split_variable(name)
            given[section, key] = (raw, f"environment variable {name}")
    sections = {name: _build(name, kind, given) for name, kind in SECTIONS.items()}
    settings = Settings(**sections)
    secret = surroundings.get("CHOTU_GPT_API_KEY") or surroundings.get("OPENAI_API_KEY", "")
    token = surroundings.get("GITHUB_TOKEN") or surroundings.get("GH_TOKEN", "")
    return _with_secrets(settings, secret, token)


def load_file(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of the repository at ``root``; a missing file means the defaults."""
    path = root / FILE
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{FILE} cannot be read: {error}") from error
    return load(text, environment)


def _with_secrets(settings: Settings, key: str, token: str) -> Settings:
    return replace(
        settings,
        gpt=replace(settings.gpt, api_key=key),
        publishing=replace(settings.publishing, token=token),
    )


def _from_ini(text: str) -> dict[tuple[str, str], tuple[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    try:
        parser.read_string(text, FILE)
    except configparser.Error as error:
        raise ConfigurationError(" ".join(str(error).split())) from error
    given: dict[tuple[str, str], tuple[str, str]] = {}
    if parser.defaults():
        raise ConfigurationError(f"{FILE}: [DEFAULT] is not a section; {_nearest('', SECTIONS)}")
    for section in parser.sections():
        line = _line_of(text, section, None)
        if section not in SECTIONS:
            hint = _nearest(section, SECTIONS)
            raise ConfigurationError(f"{FILE}:{line}: unknown section [{section}]; {hint}")
        for key, raw in parser.items(section):
            place = f"{FILE}:{_line_of(text, section, key)}"
            _check_key(section, key, place)
            given[section, key] = (raw, place)
    return given


def _check_key(section: str, key: str, place: str) -> None:
    known = keys(section)
    if key not in known:
        hint = _nearest(key, known)
        raise ConfigurationError(f"{place}: unknown key {key!r} in [{section}]; {hint}")


def _split_variable(name: str) -> tuple[str, str]:
    section, _, key = name.removeprefix(_PREFIX).lower().partition("_")
    place = f"environment variable {name}"
    if section not in SECTIONS:
        hint = _nearest(section, SECTIONS)
        raise ConfigurationError(f"{place}: unknown section {section!r}; {hint}")
    _check_key(section, key, place)
    return section, key


def _nearest(word: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(sorted(known))}"


def _line_of(text: str, section: str, key: str | None) -> int:
    current = None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[([^]]+)\]", line)
        if header:
            current = header[1]
            if current == section and key is None:
                return number
        elif current == section and key is not None:
            name = re.split(r"[=:]", line, maxsplit=1)[0].strip().lower()
            if name == key:
                return number
    return 0


def _build(name: str, kind: type[T], given: Mapping[tuple[str, str], tuple[str, str]]) -> T:
    values: dict[str, Any] = {}
    for key, one in keys(name).items():
        if (name, key) in given:
            raw, place = given[name, key]
            try:
                values[key] = one.metadata["parse"](raw)
            except ValueError as error:
                raise ConfigurationError(
                    f"{place}: {key} = {raw!r} is not valid; it takes {error}"
                ) from error
    return kind(**values)
