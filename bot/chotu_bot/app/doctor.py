"""Examining a repository and its surroundings; every diagnosis says what would help."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.diagnosis import Diagnosis, ok, warn
from chotu_bot.app.housekeeping import housekeeping
from chotu_bot.app.setup import effective_settings
from chotu_bot.app.workshop import Workshop
from chotu_bot.errors import ChotuError, RepositoryError
from chotu_bot.sandbox.contract import Assurance

if TYPE_CHECKING:
    from chotu_bot.app.trust import Examination


def examine(folder: Path, *, fix: bool) -> tuple[Diagnosis, ...]:
    """Look at git, configuration, repository, tool environment, sandbox and model.

    Args:
        folder: inside the repository.
        fix: clean what a killed command left.
    """
    found = [
        *_attempt("git", _git_version),
        *_attempt("configuration", lambda: _configuration(folder)),
    ]
    try:
        shop = Workshop(folder, lambda _name, _result: None)
    except ChotuError as error:
        return (*found, _failure("repository", error))
    try:
        parts: dict[str, Callable[[], Iterator[Diagnosis]]] = {
            "repository": lambda: _repository(shop, fix=fix),
            "housekeeping": lambda: housekeeping(shop),
            "registry": lambda: _registry(shop),
            "tool environment": lambda: _environment(shop),
            "sandbox": lambda: _sandbox(shop),
            "model": lambda: _model(shop),
        }
        for subject, look in parts.items():
            found += _attempt(subject, look)
    finally:
        shop.close()
    return tuple(found)


def components(shop: Workshop) -> tuple[Diagnosis, ...]:
    """Tool environment, sandbox with its guarantees, and model, as they are now."""
    found: list[Diagnosis] = []
    parts = {"tool environment": _environment, "sandbox": _sandbox, "model": _model}
    for subject, look in parts.items():
        found += _attempt(subject, lambda look=look: look(shop))  # type: ignore[misc]
    return tuple(found)


def examine_gate(folder: Path, progress: Callable[[str, str], None]) -> "Examination":
    """Plant candidates whose verdict is known; a gate that misjudges one is not to be trusted.

    Args:
        folder: inside the repository.
        progress: told of each canary and what came of it.
    """
    from chotu_bot.app.trust import examine_gate as examined

    shop = Workshop(folder, lambda _name, _result: None)
    try:
        return examined(shop, lambda one: progress(one.name, one.got))
    finally:
        shop.close()


def _attempt(subject: str, look: Callable[[], Iterator[Diagnosis]]) -> list[Diagnosis]:
    try:
        return list(look())
    except ChotuError as error:
        return [_failure(subject, error)]


def _failure(subject: str, error: ChotuError) -> Diagnosis:
    return Diagnosis(subject=subject, status="FAIL", detail=str(error), exit_code=error.exit_code)


def _git_version() -> Iterator[Diagnosis]:
    try:
        done = subprocess.run(
            ["git", "--version"],  # noqa: S607 - git from PATH, as a person would run it
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise RepositoryError(f"git does not run: {error}; install it") from error
    yield ok("git", done.stdout.strip())


def _configuration(folder: Path) -> Iterator[Diagnosis]:
    yield ok("configuration", f"{len(effective_settings(folder))} keys valid")


def _repository(shop: Workshop, *, fix: bool) -> Iterator[Diagnosis]:
    leftovers = shop.follower.clean() if fix else shop.follower.leftovers()
    if fix:
        gone = (f"removed {branch}, which has landed" for branch in shop.publisher.tidy())
        leftovers = (*leftovers, *gone)
    for sentence in leftovers:
        yield (
            ok("repository", sentence)
            if fix
            else warn("repository", f"{sentence}; chotu-bot doctor --fix cleans it")
        )
    shop.publisher.require_ready()
    yield ok("repository", f"{shop.root} serves {shop.branch}")


def _registry(shop: Workshop) -> Iterator[Diagnosis]:
    findings = shop.registry.check()
    if findings:
        detail = f"{len(findings)} differences; chotu-bot registry check shows them"
        yield Diagnosis(subject="registry", status="FAIL", detail=detail, exit_code=1)
    else:
        yield ok("registry", f"identical, {len(shop.registry.names())} tools")


def _environment(shop: Workshop) -> Iterator[Diagnosis]:
    packages = shop.environment.packages
    yield ok("tool environment", f"{len(packages)} packages in {shop.environment.root}")


def _sandbox(shop: Workshop) -> Iterator[Diagnosis]:
    yield ok("sandbox", f"{shop.sandbox.backend} is in force")
    for one in shop.sandbox.guarantees:
        held = one.assurance is Assurance.HELD
        make = ok if held else warn
        yield make(f"  {one.name}", f"{one.assurance.value}: {one.by}")


def _model(shop: Workshop) -> Iterator[Diagnosis]:
    gpt = shop.settings.gpt
    if gpt.provider == "recipes":
        yield ok("model", "none wanted ([gpt] provider = recipes)")
    elif gpt.base_url or gpt.api_key:
        where = gpt.base_url or "OpenAI"
        key = "a key is set" if gpt.api_key else "no key is set"
        yield ok("model", f"{gpt.model} at {where}, {key}")
    else:
        yield warn("model", "none: recipes only; set OPENAI_API_KEY or [gpt] base_url")
