"""Why a document cannot be meant by a query, however near it is."""

from collections.abc import Container, Iterator

from chotu_bot.ranking.cores import Core
from chotu_bot.ranking.lexicon import Kind, Lexicon
from chotu_bot.ranking.meaning import Meaning, Term

_CONVERTS = frozenset({"convert", "encode", "decode", "hash", "render", "parse", "translate"})


class Conflicts:
    """What speaks against documents, for one query."""

    def __init__(self, query: Meaning, lexicon: Lexicon) -> None:
        self._query = query
        self._lexicon = lexicon
        self._doing = self._placed("act", "fmt")
        self._things = self._placed("obj", "fmt", "unit", "soft", "unknown")
        self._making = [
            at for at, term in self._placed("mid") if term.concepts == frozenset({"generate"})
        ]
        ends = frozenset(key for pair in query.pairs for key in pair)
        self._ends = [at for at, term in enumerate(query.terms) if term.concepts & ends]
        formats = {key for _, term in self._placed("fmt", "unit") for key in term.concepts}
        self._turned = any(formats.issuperset(pair) for pair in query.pairs)

    def of(self, core: Core, covered: Container[int]) -> Iterator[str]:
        """What speaks against a document that explains the terms at the places ``covered``."""
        yield from self._unknown(core, covered)
        if any(pair[::-1] in core.pairs for pair in self._query.pairs - core.pairs):
            yield "it goes the other way"
        if self._turned and not (core.concepts & _CONVERTS or core.all_pairs):
            yield "it converts nothing"
        elif self._is_half(core, covered):
            yield "it converts something else"
        yield from self._doings(core, covered)
        if self._things and all(at not in covered for at, _ in self._things):
            yield f"it is not about {self._things[0][1].text}"
        for other in core.not_for:
            if _is_meant(other, self._query):
                yield f"it is not for {' '.join(term.text for term in other.terms)}"

    def _unknown(self, core: Core, covered: Container[int]) -> Iterator[str]:
        """Actions and formats that it does not know, or knows the opposite of."""
        for _, term in (one for one in self._doing if one[0] not in covered):
            undone = self._inverts(term, core.concepts)
            yield f"it does the opposite of {term.text}" if undone else f"it knows no {term.text}"
        for at, term in self._doing:
            if at in covered and term.kind == "act" and self._is_undone(term, core):
                yield f"it does the opposite of {term.text}"

    def _is_undone(self, term: Term, core: Core) -> bool:
        """Whether its main action undoes the one that is asked for, which it mentions at most."""
        return not term.concepts & core.said_acts and self._inverts(term, core.main_acts)

    def _inverts(self, term: Term, concepts: frozenset[str]) -> bool:
        inverses = self._lexicon.inverses
        return any(inverses.get(key, frozenset()) & concepts for key in term.concepts)

    def _doings(self, core: Core, covered: Container[int]) -> Iterator[str]:
        """What the document does instead of what is asked."""
        asked, said = self._query.acts, self._query.concepts
        if asked and core.main_acts and not asked & core.main_acts:
            yield f"what it does is to {', '.join(sorted(core.main_acts))}"
        if not asked and core.main_acts and "check" in said - core.concepts:
            yield f"what it does is to {', '.join(sorted(core.main_acts))}"
        if "convert" in said and core.ends and not any(pair <= said for pair in core.ends):
            yield "it converts something else"
        made = any(at not in covered for at in self._making)
        if made and not asked and core.acts:
            yield "it generates nothing"

    def _is_half(self, core: Core, covered: Container[int]) -> bool:
        """Whether it lacks one of the two ends of a conversion that is asked for."""
        lacking = any(at not in covered for at in self._ends)
        return "convert" in self._query.concepts and lacking and not core.pairs & self._query.pairs

    def _placed(self, *kinds: Kind) -> list[tuple[int, Term]]:
        return [(at, term) for at, term in enumerate(self._query.terms) if term.kind in kinds]


def _is_meant(other: Meaning, query: Meaning) -> bool:
    """Whether the query says what a ``not_for`` phrase says, in the same direction."""
    if other.pairs:
        return bool(other.pairs & query.pairs)
    return bool(other.stems) and other.stems <= query.stems
