"""Configuration: ``chotu.ini`` at the root of the repository, overridden by ``CHOTU_*``."""

import configparser
import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from chotu_bot.domain.contract import Risk
from chotu_bot.errors import ConfigurationError

FILE = "chotu.ini"
_PREFIX = "CHOTU_"
_UNITS = {"": 1, "b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30}
_TRUE = frozenset({"1", "yes", "true", "on"})
_FALSE = frozenset({"0", "no", "false", "off"})

T = TypeVar("T")
Parse = Callable[[str], Any]


def _key(default: Any, parse: Parse, doc: str) -> Any:
    return field(default=default, metadata={"parse": parse, "doc": doc})


def _text(raw: str) -> str:
    return raw.strip()


def _switch(raw: str) -> bool:
    lowered = raw.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError("1 or 0 (also yes/no, true/false, on/off)")


def _integer(low: int, high: int) -> Parse:
    def parse(raw: str) -> int:
        value = _number(raw, int)
        if not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def _decimal(low: float, high: float) -> Parse:
    def parse(raw: str) -> float:
        value = _number(raw, float)
        if not low <= value <= high:
            raise ValueError(f"a number from {low} to {high}")
        return float(value)

    return parse


def _number(raw: str, kind: Callable[[str], float]) -> float:
    try:
        return kind(raw.strip())
    except ValueError as error:
        raise ValueError("a number") from error


def _one_of(*choices: str) -> Parse:
    def parse(raw: str) -> str:
        value = raw.strip().lower()
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return value

    return parse


def _size(raw: str) -> int:
    match = re.fullmatch(r"(\d+)\s*([a-zA-Z]*)", raw.strip())
    if match is None or match[2].lower() not in _UNITS:
        raise ValueError("a size such as 512MB, 64kB or 1GB")
    return int(match[1]) * _UNITS[match[2].lower()]


def _names(raw: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,]+", raw.strip()) if part)


def _temperatures(raw: str) -> tuple[float, ...]:
    return tuple(map(_decimal(0, 2), _names(raw)))


def _paths(raw: str) -> tuple[Path, ...]:
    parts = tuple(Path(part.strip()).expanduser() for part in raw.split(os.pathsep) if part.strip())
    if any(not part.is_absolute() for part in parts):
        raise ValueError("absolute folders divided by colons")
    return parts


def _risk(raw: str) -> Risk:
    return Risk(_one_of(*Risk)(raw))


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """How freely the bot learns."""

    max_auto_tools: int = _key(
        50, _integer(0, 100_000), "live tools that may have landed with no person asking"
    )
    min_confidence: float = _key(
        0.7, _decimal(0, 1), "confidence under which a candidate waits for a person"
    )
    safety_mode: int = _key(
        1,
        _integer(0, 2),
        "0 lands what passes; 1 lands what is pure, reads, or writes where the caller says; "
        "2 leaves everything as proposals",
    )
    auto_learning_enabled: bool = _key(
        True, _switch, "whether an unknown request may start learning by itself"
    )
    max_failures: int = _key(3, _integer(0, 20), "repair rounds before a candidate is rejected")
    learning_timeout: float = _key(
        300.0, _decimal(1, 86_400), "seconds one learn may take, model time included"
    )
    failure_cooldown: float = _key(
        3_600.0,
        _decimal(0, 31_536_000),
        "seconds before a failing tool may start learning by itself again",
    )
    tuning: int = _key(
        5,
        _integer(0, 1_000),
        "attempts in a category that make evidence of which generator, model and temperature "
        "works there; 0 keeps the configured order",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpt:
    """The model behind an OpenAI-compatible endpoint."""

    provider: str = _key(
        "auto",
        _one_of("auto", "openai", "recipes"),
        "auto tries recipes, then the model; openai only the model; recipes only recipes",
    )
    model: str = _key("gpt-4", _text, "writes the code")
    other_models: tuple[str, ...] = _key(
        (), _names, "models that may write the code where the first one is known to fail"
    )
    learning_model: str = _key("", _text, "writes contract and tests; empty means the same model")
    base_url: str = _key("", _text, "endpoint; empty means OpenAI's own")
    temperature: float = _key(0.3, _decimal(0, 2), "sampling temperature")
    other_temperatures: tuple[float, ...] = _key(
        (), _temperatures, "temperatures to sample with where the first one is known to fail"
    )
    max_tokens: int = _key(4096, _integer(64, 1_000_000), "tokens per reply at most")
    request_timeout: float = _key(60.0, _decimal(0.1, 3_600), "seconds one request may take")
    token_budget: int = _key(
        100_000, _integer(0, 100_000_000), "tokens one learn may use; 0 means no limit"
    )
    api_key: str = field(default="", repr=False)
    """From the environment alone: OPENAI_API_KEY or CHOTU_GPT_API_KEY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """What foreign code may use."""

    timeout: float = _key(10.0, _decimal(0.1, 3_600), "seconds one gate job may take")
    memory_limit: int = _key(512 * 2**20, _size, "memory of one job")
    minimum: str = _key(
        "landlock",
        _one_of("landlock", "bubblewrap", "namespaces"),
        "the weakest backend that will do",
    )
    backend: str = _key(
        "auto",
        _one_of("auto", "namespaces", "bubblewrap", "landlock"),
        "this backend and no other; auto picks the strongest that proves itself",
    )
    processes: int = _key(32, _integer(1, 4_096), "processes and threads of one job")
    output_limit: int = _key(2**20, _size, "bytes of output, and of a result, of one job")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """Where tools land."""

    branch: str = _key("", _text, "the served branch; empty means the branch of HEAD")
    mode: str = _key(
        "local",
        _one_of("local", "push", "pull_request"),
        "local keeps landings here; push lands them upstream first; pull_request lands nothing "
        "and opens a pull request instead",
    )
    forge: str = _key(
        "github",
        _one_of("github", "dry-run"),
        "where pull requests are opened; dry-run only says what it would do",
    )
    forge_url: str = _key("", _text, "the forge's API; empty means GitHub's own")
    forge_repository: str = _key("", _text, "owner/name; empty means that of the remote")
    max_pull_requests: int = _key(
        5,
        _integer(1, 1_000),
        "open pull requests at most; merged ones raise it, closed ones lower it",
    )
    max_proposals: int = _key(
        20, _integer(1, 10_000), "open proposals at and above which none is added"
    )
    attribution: str = _key(
        "none",
        _one_of("none", "assisted-by", "generated-by"),
        "trailer that names the model in a proposal",
    )
    token: str = field(default="", repr=False)
    """From the environment alone: GITHUB_TOKEN or GH_TOKEN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How tools are called."""

    call_timeout: float = _key(60.0, _decimal(0.1, 86_400), "seconds one call may take")
    roots: tuple[Path, ...] = _key(
        (),
        _paths,
        "folders, divided by colons, that clients may name; empty means where `serve` was started",
    )
    expose: str = _key(
        "all",
        _one_of("all", "pinned", "none"),
        "which learned tools are listed; the others are called through call_tool",
    )
    listed_tools: int = _key(
        30, _integer(0, 10_000), "learned tools that are listed at most: pinned, then most used"
    )
    max_arguments: int = _key(2**20, _size, "bytes of arguments that one call may bring")
    max_result: int = _key(256 * 2**10, _size, "bytes of a result that a client is sent")
    hosts: tuple[str, ...] = _key(
        (), _names, "names, with port, by which clients of `serve --http` may address it"
    )
    requests_per_minute: int = _key(
        600, _integer(0, 1_000_000), "requests over HTTP for each token; 0 means no limit"
    )
    learning_wait: float = _key(
        45.0,
        _decimal(0, 3_600),
        "seconds a client waits for learning before it gets a job to ask for",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The bars a candidate must clear."""

    bandit_severity: str = _key(
        "medium", _one_of("low", "medium", "high"), "bandit issues at or over this fail"
    )
    bandit_confidence: str = _key(
        "medium", _one_of("low", "medium", "high"), "bandit issues at or over this fail"
    )
    allowed_dependencies: tuple[str, ...] = _key(
        ("pypdf", "pillow", "pyyaml", "defusedxml", "segno"),
        _names,
        "distributions a tool may depend on, once `env sync` installed them",
    )
    min_kill_rate: float = _key(0.8, _decimal(0, 1), "share of mutants that the tests must kill")
    min_coverage: float = _key(
        0.9, _decimal(0, 1), "share of lines and branches that the tests must execute"
    )
    max_tool_size: int = _key(64 * 2**10, _size, "bytes of tool.py, and of test_tool.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """When a person must approve."""

    require_approval: Risk = _key(  # noqa: RUF009 - an enum member, not shared state
        Risk.NETWORK, _risk, "the risk at and above which a person must approve"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What is remembered of how the tools do, and when one counts as bad."""

    success_rate_window: int = _key(
        100, _integer(5, 10_000), "newest calls of a version that its success rate is taken from"
    )
    minimum_calls: int = _key(
        10, _integer(1, 1_000), "calls before a version leaves probation, either way"
    )
    degrade_below: float = _key(
        0.8, _decimal(0, 1), "success rate that a version must plausibly reach, or it is degraded"
    )
    quarantine_below: float = _key(
        0.5,
        _decimal(0, 1),
        "success rate that a version must plausibly reach, or it is quarantined",
    )
    log_retention_days: int = _key(
        90, _integer(0, 36_500), "days an event stays in the journal; 0 keeps all"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole configuration."""

    learning: Learning = field(default_factory=Learning)
    gpt: Gpt = field(default_factory=Gpt)
    sandbox: SandboxSettings = field(default_factory=SandboxSettings)
    publishing: Publishing = field(default_factory=Publishing)
    serving: Serving = field(default_factory=Serving)
    gate: Gate = field(default_factory=Gate)
    security: Security = field(default_factory=Security)
    monitoring: Monitoring = field(default_factory=Monitoring)


SECTIONS: Mapping[str, type[Any]] = {
    "learning": Learning,
    "gpt": Gpt,
    "sandbox": SandboxSettings,
    "publishing": Publishing,
    "serving": Serving,
    "gate": Gate,
    "security": Security,
    "monitoring": Monitoring,
}


def keys(section: str) -> Mapping[str, Field[Any]]:
    """The configurable keys of a section; secrets are not among them."""
    return {one.name: one for one in fields(SECTIONS[section]) if "parse" in one.metadata}


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


def describe() -> list[tuple[str, str, str, str]]:
    """Section, key, default and meaning of every key, for documentation and ``config show``."""
    return [
        (section, key, shown_default(one), one.metadata["doc"])
        for section in SECTIONS
        for key, one in keys(section).items()
        if one.default is not MISSING
    ]


def shown_default(key: Field[Any]) -> str:
    """The default of a key as people write it."""
    default: Any = key.default
    return size_text(default) if key.metadata["parse"] is _size else shown(default)


def size_text(size: int) -> str:
    """Bytes in the largest unit that divides them."""
    for unit, factor in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


def shown(value: object) -> str:
    """A value as it is written in chotu.ini."""
    match value:
        case bool():
            return str(int(value))
        case tuple():
            return (os.pathsep if any(isinstance(one, Path) for one in value) else ", ").join(
                map(str, value)
            )
        case _:
            return str(value)
