"""What git is configured to do here, read once."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from chotu_bot.vcs.commits import Person, current_identity, environment_of
from chotu_bot.vcs.hooks import hook_files
from chotu_bot.vcs.location import Location
from chotu_bot.vcs.process import Git

_TRUE = frozenset({"", "true", "yes", "on", "1"})


class Configuration:
    """The configuration of one repository, system and user files included."""

    def __init__(self, git: Git, location: Location) -> None:
        self._git = git
        self._location = location

    def value(self, key: str) -> str | None:
        """The configured value of ``key``; a key without a value is ""."""
        section, _, rest = key.partition(".")
        middle, dot, name = rest.rpartition(".")
        return self._values.get(f"{section.lower()}.{middle}{dot}{name.lower()}")

    def switch(self, key: str) -> bool:
        """Whether the configured value of ``key`` means yes."""
        value = self.value(key)
        return value is not None and value.lower() in _TRUE

    def person(self, role: str) -> Person:
        """Who is ``author`` or ``committer`` now: as configured, else the bot."""
        return current_identity(role, self._values)

    def persons(self) -> dict[str, str]:
        """Environment variables that make a git command write our author and committer."""
        return environment_of(self.person("author"), self.person("committer"))

    @cached_property
    def hooks(self) -> tuple[str, ...]:
        """Hook files that a commit or merge would run."""
        named = self.value("core.hookspath")
        if named is None:
            return hook_files(self._location.common_folder / "hooks")
        base = self._location.work_tree or self._location.git_folder
        return hook_files(base / Path(named).expanduser())

    @cached_property
    def _values(self) -> Mapping[str, str]:
        listed = self._git.run("config", "--list", "-z", "--includes")
        lines = listed.decode("utf-8", "surrogateescape").split("\0")
        pairs = (line.partition("\n") for line in lines if line)
        return {key: value for key, _, value in pairs}
