"""How well documents explain one query."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from chotu_bot.ranking.conflicts import Conflicts
from chotu_bot.ranking.cores import Core
from chotu_bot.ranking.documents import Document, Hit
from chotu_bot.ranking.lexicon import Lexicon
from chotu_bot.ranking.meaning import Meaning

_BROADLY = 0.4
"""How far a document explains a thing that it only mentions the kind of."""
_SAID = 0.1
"""Weight over which a word is worth telling that a document says nothing of it."""


class Query:
    """A query made ready: what it costs to match depends on the document, not on its length."""

    def __init__(self, meaning: Meaning, lexicon: Lexicon) -> None:
        self._meaning = meaning
        self._lexicon = lexicon
        self._spoken = meaning.concepts.union(*map(lexicon.ancestors, meaning.concepts))
        self._conflicts = Conflicts(meaning, lexicon)

    def match(self, core: Core, document: Document) -> Hit:
        """How ``document`` meets the query."""
        terms = self._meaning.terms
        shares = dict(self._shares(core))
        covered = tuple(terms[at] for at in sorted(shares))
        weighed = sum(terms[at].weight * shares[at] for at in sorted(shares))
        coverage = weighed / self._meaning.weight
        nearness = [self._nearness(one) for one in core.exemplars]
        named = max(share for share, _ in nearness)
        exact = max(both for _, both in nearness)
        verbatim = self._meaning.wording in core.wordings
        conflicts = () if verbatim else tuple(self._conflicts.of(core, shares))
        score = 100 * (0.45 * coverage + 0.35 * named + 0.2 * exact) * (0.6 if conflicts else 1.0)
        shared = frozenset(key for term in covered for key in term.concepts) & core.concepts
        return Hit(
            document=document,
            score=round(score, 2),
            coverage=round(coverage, 3),
            named=round(named, 3),
            covered=tuple(term.text for term in covered),
            uncovered=tuple(text for at, text in self._said if at not in shares),
            concepts=tuple(sorted(shared)),
            verbatim=verbatim,
            conflicts=conflicts,
        )

    # What it explains

    def _shares(self, core: Core) -> Iterator[tuple[int, float]]:
        """Places of the terms that a document speaks of, and how far.

        1, or less where it speaks of a broader thing.
        """
        exact = self._found(core.concepts, self._bearing)
        yield from ((at, 1.0) for at in exact)
        for at in self._found(core.concepts, self._wider) - exact:
            keys = self._meaning.terms[at].concepts
            broader = {one for key in keys for one in _broader(core, key, self._lexicon)}
            if broader:
                yield at, 1.0 if broader & core.named else _BROADLY

    @staticmethod
    def _found(concepts: frozenset[str], places: Mapping[str, Collection[int]]) -> set[int]:
        return {at for key in places.keys() & concepts for at in places[key]}

    @cached_property
    def _bearing(self) -> Mapping[str, list[int]]:
        """Concept -> places of the terms that may mean it."""
        found: dict[str, list[int]] = {}
        for at, term in enumerate(self._meaning.terms):
            for key in term.concepts:
                found.setdefault(key, []).append(at)
        return found

    @cached_property
    def _wider(self) -> Mapping[str, list[int]]:
        """Broader concept -> places of the terms that may mean one of its kind."""
        found: dict[str, list[int]] = {}
        for key, places in self._bearing.items():
            for broader in self._lexicon.ancestors(key):
                found.setdefault(broader, []).extend(places)
        return found

    @cached_property
    def _said(self) -> list[tuple[int, str]]:
        terms = enumerate(self._meaning.terms)
        return [(at, term.text) for at, term in terms if term.weight > _SAID]

    def _nearness(self, exemplar: Meaning) -> tuple[float, float]:
        """Share of the exemplar that is named; and that times the share it explains."""
        spoken = self._spoken
        if not exemplar.weight or spoken.isdisjoint(exemplar.concepts):
            return 0.0, 0.0
        met = sum(one.weight for one in exemplar.terms if not spoken.isdisjoint(one.concepts))
        places = sorted(self._found(exemplar.concepts, self._bearing))
        explained = sum(self._meaning.terms[at].weight for at in places)
        named = met / exemplar.weight
        return named, named * explained / self._meaning.weight


def _broader(core: Core, key: str, lexicon: Lexicon) -> frozenset[str]:
    """The broader concepts the document speaks of; none where its name is one of their kind."""
    broader = lexicon.ancestors(key) & core.concepts
    siblings = any(lexicon.ancestors(one) & broader for one in core.named)
    return frozenset() if siblings else broader
