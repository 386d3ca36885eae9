"""One of several bots at work in a repository: lands a few tools and ends."""

import sys
from pathlib import Path

from chotu_bot.publishing import Publisher
from chotu_bot.registry import Registry
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Follower
from chotu_bot.vcs.upstream import Upstream
from sample_tools import candidate_of, evidence_of, lineage_of


def main(folder: str, prefix: str, count: str, *modes: str) -> None:
    """Land ``count`` tools named after ``prefix``, and improve the first of them."""
    with Repository.open(Path(folder)) as repository:
        follower = follower_of(repository, push="push" in modes)
        follower.complete()
        for number in range(int(count)):
            land(repository, f"{prefix}_{number}", "1.0.0", follower)
        if int(count) > 1:
            land(repository, f"{prefix}_0", "1.1.0", follower)


def follower_of(repository: Repository, *, push: bool) -> Follower:
    """A follower that lands upstream first, or here alone."""
    upstream = Upstream(repository, "main") if push else None
    return Follower(repository, upstream=lambda: upstream)


def land_at_once(repository: Repository, name: str) -> None:
    """Land a new tool in one move of refs, as ``learn`` does where nobody needs to approve."""
    candidate = candidate_of(name)
    publisher = Publisher(repository, "main", Templates([shipped_folder()]).render)
    publisher.publish(candidate, evidence_of(candidate))


def land(repository: Repository, name: str, version: str, follower: Follower | None = None) -> None:
    """Propose and land one tool, or a version of it."""
    render = Templates([shipped_folder()]).render
    publisher = Publisher(repository, "main", render, follower=follower)
    lineage = lineage_of(Registry(repository, "main").record(name))
    body = f"return text * {version.replace('.', '')}"
    candidate = candidate_of(name, version=version, body=body)
    publisher.land(publisher.propose(candidate, evidence_of(candidate, lineage=lineage)))


if __name__ == "__main__":
    main(*sys.argv[1:])
