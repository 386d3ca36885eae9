"""One of several bots at work in a repository: lands a few tools and ends."""

import sys
from pathlib import Path

from chotu_bot.publishing import Publisher
from chotu_bot.registry import Registry
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Follower
from sample_tools import candidate_of, evidence_of, lineage_of


def main(folder: str, prefix: str, count: str) -> None:
    """Land ``count`` tools named after ``prefix``, and improve the first of them."""
    with Repository.open(Path(folder)) as repository:
        Follower(repository).complete()
        for number in range(int(count)):
            land(repository, f"{prefix}_{number}", "1.0.0")
        if int(count) > 1:
            land(repository, f"{prefix}_0", "1.1.0")


def land(repository: Repository, name: str, version: str) -> None:
    """Propose and land one tool, or a version of it."""
    publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
    lineage = lineage_of(Registry(repository, "main").record(name))
    body = f"return text * {version.replace('.', '')}"
    candidate = candidate_of(name, version=version, body=body)
    publisher.land(publisher.propose(candidate, evidence_of(candidate, lineage=lineage)))


if __name__ == "__main__":
    main(*sys.argv[1:])
