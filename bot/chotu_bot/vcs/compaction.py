"""Rolling the packs of many landings up into few, so that git stays quick and history small."""

from pathlib import Path

from chotu_bot.vcs.configuration import Configuration
from chotu_bot.vcs.process import Git, GitError

# git's own housekeeping, which repacks everything, begins at 50 (gc.autoPackLimit).
_PACKS = 40


class Compaction:
    """Keeps the packs of one object database few.

    A landing writes a pack of its own, where what it shares with earlier ones cannot be left
    out. Rolled up, the next to same folders of many landings are kept as differences.
    """

    def __init__(self, git: Git, objects: Path, configuration: Configuration) -> None:
        self._git = git
        self._packs = objects / "pack"
        self._configuration = configuration

    def run_if_due(self) -> None:
        """Roll small packs up where there are many; never where git is told to leave them.

        Reachable or not, every object stays: another process may be about to use it.
        """
        if self._configuration.value("gc.auto") == "0" or not self._is_due():
            return
        try:
            self._git.run("repack", "-d", "-q", "--geometric=2")
        except GitError:
            # Too old a git, a full disk, or a person's gc at the same time. All objects are
            # where they were; doctor tells of packs that stay too many.
            return

    def _is_due(self) -> bool:
        return sum(1 for _ in self._packs.glob("pack-*.pack")) > _PACKS
