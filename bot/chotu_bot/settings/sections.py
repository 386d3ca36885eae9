"""The sections of ``chotu.ini``: every key, its default and what it means."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from chotu_bot.domain.contract import Risk
from chotu_bot.settings.values import (
    decimal,
    integer,
    key,
    names,
    one_of,
    paths,
    risk,
    shown,
    size,
    size_text,
    switch,
    temperatures,
    text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """How freely the bot learns."""

    max_auto_tools: int = key(
        50, integer(0, 100_000), "live tools that may have landed with no person asking"
    )
    min_confidence: float = key(
        0.7, decimal(0, 1), "confidence under which a candidate waits for a person"
    )
    safety_mode: int = key(
        1,
        integer(0, 2),
        "0 lands what passes; 1 lands what is pure, reads, or writes where the caller says; "
        "2 leaves everything as proposals",
    )
    auto_learning_enabled: bool = key(
        True, switch, "whether an unknown request may start learning by itself"
    )
    max_failures: int = key(3, integer(0, 20), "repair rounds before a candidate is rejected")
    learning_timeout: float = key(
        300.0, decimal(1, 86_400), "seconds one learn may take, model time included"
    )
    failure_cooldown: float = key(
        3_600.0,
        decimal(0, 31_536_000),
        "seconds before a failing tool may start learning by itself again",
    )
    tuning: int = key(
        5,
        integer(0, 1_000),
        "attempts in a category that make evidence of which generator, model and temperature "
        "works there; 0 keeps the configured order",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpt:
    """The model behind an OpenAI-compatible endpoint."""

    provider: str = key(
        "auto",
        one_of("auto", "openai", "recipes"),
        "auto tries recipes, then the model; openai only the model; recipes only recipes",
    )
    model: str = key("gpt-4", text, "writes the code")
    other_models: tuple[str, ...] = key(
        (), names, "models that may write the code where the first one is known to fail"
    )
    learning_model: str = key("", text, "writes contract and tests; empty means the same model")
    base_url: str = key("", text, "endpoint; empty means OpenAI's own")
    temperature: float = key(0.3, decimal(0, 2), "sampling temperature")
    other_temperatures: tuple[float, ...] = key(
        (), temperatures, "temperatures to sample with where the first one is known to fail"
    )
    max_tokens: int = key(4096, integer(64, 1_000_000), "tokens per reply at most")
    request_timeout: float = key(60.0, decimal(0.1, 3_600), "seconds one request may take")
    token_budget: int = key(
        100_000, integer(0, 100_000_000), "tokens one learn may use; 0 means no limit"
    )
    api_key: str = field(default="", repr=False)
    """From the environment alone: OPENAI_API_KEY or CHOTU_GPT_API_KEY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """What foreign code may use."""

    timeout: float = key(10.0, decimal(0.1, 3_600), "seconds one gate job may take")
    memory_limit: int = key(512 * 2**20, size, "memory of one job")
    minimum: str = key(
        "landlock",
        one_of("landlock", "bubblewrap", "namespaces"),
        "the weakest backend that will do",
    )
    backend: str = key(
        "auto",
        one_of("auto", "namespaces", "bubblewrap", "landlock"),
        "this backend and no other; auto picks the strongest that proves itself",
    )
    processes: int = key(32, integer(1, 4_096), "processes and threads of one job")
    output_limit: int = key(2**20, size, "bytes of output, and of a result, of one job")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """Where tools land."""

    branch: str = key("", text, "the served branch; empty means the branch of HEAD")
    mode: str = key(
        "local",
        one_of("local", "push", "pull_request"),
        "local keeps landings here; push lands them upstream first; pull_request lands nothing "
        "and opens a pull request instead",
    )
    forge: str = key(
        "github",
        one_of("github", "dry-run"),
        "where pull requests are opened; dry-run only says what it would do",
    )
    forge_url: str = key("", text, "the forge's API; empty means GitHub's own")
    forge_repository: str = key("", text, "owner/name; empty means that of the remote")
    max_pull_requests: int = key(
        5,
        integer(1, 1_000),
        "open pull requests at most; merged ones raise it, closed ones lower it",
    )
    max_proposals: int = key(
        20, integer(1, 10_000), "open proposals at and above which none is added"
    )
    attribution: str = key(
        "none",
        one_of("none", "assisted-by", "generated-by"),
        "trailer that names the model in a proposal",
    )
    token: str = field(default="", repr=False)
    """From the environment alone: GITHUB_TOKEN or GH_TOKEN."""

    @property
    def lands_nothing(self) -> bool:
        """Whether whatever would land is offered as a pull request instead."""
        return self.mode == "pull_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How tools are called."""

    call_timeout: float = key(60.0, decimal(0.1, 86_400), "seconds one call may take")
    roots: tuple[Path, ...] = key(
        (),
        paths,
        "folders, divided by colons, that clients may name; empty means where `serve` was started",
    )
    expose: str = key(
        "all",
        one_of("all", "pinned", "none"),
        "which learned tools are listed; the others are called through call_tool",
    )
    listed_tools: int = key(
        30, integer(0, 10_000), "learned tools that are listed at most: pinned, then most used"
    )
    max_arguments: int = key(2**20, size, "bytes of arguments that one call may bring")
    max_result: int = key(256 * 2**10, size, "bytes of a result that a client is sent")
    hosts: tuple[str, ...] = key(
        (), names, "names, with port, by which clients of `serve --http` may address it"
    )
    requests_per_minute: int = key(
        600, integer(0, 1_000_000), "requests over HTTP for each token; 0 means no limit"
    )
    learning_wait: float = key(
        45.0,
        decimal(0, 3_600),
        "seconds a client waits for learning before it gets a job to ask for",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The bars a candidate must clear."""

    bandit_severity: str = key(
        "medium", one_of("low", "medium", "high"), "bandit issues at or over this fail"
    )
    bandit_confidence: str = key(
        "medium", one_of("low", "medium", "high"), "bandit issues at or over this fail"
    )
    allowed_dependencies: tuple[str, ...] = key(
        ("pypdf", "pillow", "pyyaml", "defusedxml", "segno"),
        names,
        "distributions a tool may depend on, once `env sync` installed them",
    )
    min_kill_rate: float = key(0.8, decimal(0, 1), "share of mutants that the tests must kill")
    min_coverage: float = key(
        0.9, decimal(0, 1), "share of lines and branches that the tests must execute"
    )
    max_tool_size: int = key(64 * 2**10, size, "bytes of tool.py, and of test_tool.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """When a person must approve."""

    require_approval: Risk = key(  # noqa: RUF009 - an enum member, not shared state
        Risk.NETWORK, risk, "the risk at and above which a person must approve"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What is remembered of how the tools do, and when one counts as bad."""

    success_rate_window: int = key(
        100, integer(5, 10_000), "newest calls of a version that its success rate is taken from"
    )
    minimum_calls: int = key(
        10, integer(1, 1_000), "calls before a version leaves probation, either way"
    )
    degrade_below: float = key(
        0.8, decimal(0, 1), "success rate that a version must plausibly reach, or it is degraded"
    )
    quarantine_below: float = key(
        0.5,
        decimal(0, 1),
        "success rate that a version must plausibly reach, or it is quarantined",
    )
    log_retention_days: int = key(
        90, integer(0, 36_500), "days an event stays in the journal; 0 keeps all"
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


def keys(section: str) -> Mapping[str, dataclasses.Field[Any]]:
    """The configurable keys of a section; secrets are not among them."""
    return {one.name: one for one in fields(SECTIONS[section]) if "parse" in one.metadata}


def describe() -> list[tuple[str, str, str, str]]:
    """Section, key, default and meaning of every key, for documentation and ``config show``."""
    return [
        (section, key, shown_default(one), one.metadata["doc"])
        for section in SECTIONS
        for key, one in keys(section).items()
        if one.default is not dataclasses.MISSING
    ]


def shown_default(key: dataclasses.Field[Any]) -> str:
    """The default of a key as people write it."""
    default: Any = key.default
    return size_text(default) if key.metadata["parse"] is size else shown(default)
