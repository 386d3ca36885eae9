"""What keeps a repository quick and its proposals fresh; advice, with the command that does it."""

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chotu_bot.app.diagnosis import Diagnosis, ok, warn

if TYPE_CHECKING:
    from chotu_bot.app.workshop import Workshop

_SUBJECT = "housekeeping"
# What git itself takes for too many (gc.auto, gc.autoPackLimit).
_LOOSE, _PACKS = 6_700, 50
_REFS = 1_000
_STALE_DAYS = 30
_DAY = 86_400


def housekeeping(shop: "Workshop") -> Iterator[Diagnosis]:
    """Objects and refs that slow git down, and proposals that nobody looks at."""
    found = [*_objects(shop), *_refs(shop), *_proposals(shop, int(time.time()))]
    yield from found or [ok(_SUBJECT, "nothing to tidy")]


def _objects(shop: "Workshop") -> Iterator[Diagnosis]:
    said = shop.repository.git.run("count-objects", "-v").decode()
    counts = dict(line.split(": ", 1) for line in said.splitlines())
    yield from judged(counts)


def judged(counts: Mapping[str, str]) -> Iterator[Diagnosis]:
    """What the figures of ``git count-objects -v`` ask for."""
    loose, packs = int(counts["count"]), int(counts["packs"])
    if loose > _LOOSE or packs > _PACKS:
        detail = (
            f"{loose:,} loose objects, {packs} packs; git maintenance run makes git quick again"
        )
        yield warn(_SUBJECT, detail)


def _refs(shop: "Workshop") -> Iterator[Diagnosis]:
    heads = shop.repository.location.common_folder / "refs" / "heads"
    count = sum(1 for path in heads.rglob("*") if path.is_file())
    if count > _REFS:
        yield warn(_SUBJECT, f"{count:,} loose branches; git pack-refs --all makes git quick again")


def _proposals(shop: "Workshop", now: int) -> Iterator[Diagnosis]:
    for one in shop.publisher.proposals():
        days = (now - one.made) // _DAY
        if days >= _STALE_DAYS:
            yield warn(
                _SUBJECT,
                f"{one.branch} has waited for {days} days: chotu-bot approve {one.name}, or "
                f"chotu-bot reject {one.name} --reason …",
            )
