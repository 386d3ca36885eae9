"""One command that a kill test interrupts: land (or compact), improve, rollback or rebuild."""

import sys
from pathlib import Path

from chotu_bot.publishing import Publisher
from chotu_bot.registry import Registry, rebuild_files
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Follower
from landing_worker import land


def main(folder: str, scenario: str) -> None:
    """Complete what is pending, then do the scenario unless it is done already."""
    with Repository.open(Path(folder)) as repository:
        Follower(repository).complete()
        publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
        publisher.tidy()
        registry = Registry(repository, "main")
        match scenario:
            case "land" | "compact" if registry.record("fresh") is None:
                land(repository, "fresh", "1.0.0")
            case "improve" if registry.require("shout").version == "1.1.0":
                land(repository, "shout", "1.2.0")
            case "rollback" if registry.require("shout").version == "1.1.0":
                publisher.rollback("shout")
            case "rebuild":
                rebuild_files(Path(folder), repository.state_folder / "backup")


if __name__ == "__main__":
    main(*sys.argv[1:])
