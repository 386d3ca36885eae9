"""How well one document explains one query, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from chotu_bot.ranking.documents import Document, Hit
from chotu_bot.ranking.lexicon import Lexicon
from chotu_bot.ranking.meaning import Meaning, Pair, Term
from chotu_bot.ranking.reader import Reader

_CONVERTS = frozenset({"convert", "encode", "decode", "hash", "render", "parse", "translate"})
_BROADLY = 0.4
"""How far a document explains a thing that it only mentions the kind of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """A document as search sees it."""

    exemplars: tuple[Meaning, ...]
    """Name, summary and phrases, each a way to ask for it."""
    wordings: frozenset[tuple[str, ...]]
    """The words of each exemplar."""
    concepts: frozenset[str]
    """Everything it speaks of."""
    named: frozenset[str]
    """What its name speaks of."""
    acts: frozenset[str]
    """What it does."""
    said_acts: frozenset[str]
    """What name, summary and phrases say that it does; keywords only hint."""
    main_acts: frozenset[str]
    """What it is for: the actions of its name and phrases, and the first of its summary."""
    pairs: frozenset[Pair]
    """From what to what, as far as name and summary say so in one direction only."""
    all_pairs: frozenset[Pair]
    """From what to what, wherever it says so."""
    ends: frozenset[frozenset[str]]
    """Between which formats or units it converts, as far as name and summary say so."""
    not_for: tuple[Meaning, ...]


def core_of(document: Document, reader: Reader) -> Core:
    """Read a document."""
    name = reader.read(document.name)
    summary = reader.read(document.summary)
    phrases = tuple(reader.read(phrase) for phrase in document.phrases)
    keywords = tuple(reader.read(keyword) for keyword in document.keywords)
    everything = (name, summary, *phrases, *keywords)
    own = name.pairs | summary.pairs
    formats = {
        key
        for one in (name, summary)
        for term in one.of_kind("fmt", "unit")
        for key in term.concepts
    }
    other = frozenset(pair for one in everything for pair in one.pairs)
    two_way = any(one.two_way for one in (summary, *phrases))
    concepts = frozenset(key for one in everything for key in one.concepts)
    return Core(
        exemplars=(name, summary, *phrases),
        wordings=frozenset(one.wording for one in (name, summary, *phrases) if one.terms),
        concepts=concepts,
        named=name.concepts,
        acts=frozenset(key for one in everything for key in _acts(one)),
        said_acts=frozenset().union(*map(_acts, (name, summary, *phrases))),
        main_acts=frozenset().union(_acts(name), _first_act(summary), *map(_acts, phrases)),
        pairs=frozenset()
        if two_way
        else frozenset(pair for pair in own if pair[::-1] not in other),
        all_pairs=other,
        ends=frozenset(frozenset(pair) for pair in own if formats.issuperset(pair)),
        not_for=tuple(reader.read(phrase) for phrase in document.not_for),
    )


def match(query: Meaning, core: Core, document: Document, lexicon: Lexicon) -> Hit:
    """How ``document`` meets ``query``."""
    shares = [(term, _explained(core, term, lexicon)) for term in query.terms]
    covered = tuple(term for term, share in shares if share)
    uncovered = tuple(term for term, share in shares if not share)
    coverage = sum(term.weight * share for term, share in shares) / query.weight
    spoken = query.concepts.union(*map(lexicon.ancestors, query.concepts))
    nearness = [_nearness(one, query, spoken) for one in core.exemplars]
    named = max(share for share, _ in nearness)
    exact = max(both for _, both in nearness)
    verbatim = query.wording in core.wordings
    conflicts = () if verbatim else tuple(_conflicts(query, core, covered, uncovered, lexicon))
    score = 100 * (0.45 * coverage + 0.35 * named + 0.2 * exact) * (0.6 if conflicts else 1.0)
    shared = frozenset(key for term in covered for key in term.concepts) & core.concepts
    return Hit(
        document=document,
        score=round(score, 2),
        coverage=round(coverage, 3),
        named=round(named, 3),
        covered=tuple(term.text for term in covered),
        uncovered=tuple(term.text for term in uncovered if term.weight > 0.1),
        concepts=tuple(sorted(shared)),
        verbatim=verbatim,
        conflicts=conflicts,
    )


def _explained(core: Core, term: Term, lexicon: Lexicon) -> float:
    """How far the document speaks of ``term``: 1, or less where it speaks of a broader thing."""
    if term.concepts & core.concepts:
        return 1.0
    broader = {one for key in term.concepts for one in _broader(core, key, lexicon)}
    if not broader:
        return 0.0
    return 1.0 if broader & core.named else _BROADLY


def _broader(core: Core, key: str, lexicon: Lexicon) -> frozenset[str]:
    """The broader concepts the document speaks of; none where its name is one of their kind."""
    broader = lexicon.ancestors(key) & core.concepts
    siblings = any(lexicon.ancestors(one) & broader for one in core.named)
    return frozenset() if siblings else broader


def _nearness(exemplar: Meaning, query: Meaning, spoken: frozenset[str]) -> tuple[float, float]:
    """Share of the exemplar that the query names; and that times the share it explains."""
    if not exemplar.weight:
        return 0.0, 0.0
    met = sum(term.weight for term in exemplar.terms if term.concepts & spoken)
    explained = sum(term.weight for term in query.terms if term.concepts & exemplar.concepts)
    named = met / exemplar.weight
    return named, named * explained / query.weight


def _conflicts(
    query: Meaning,
    core: Core,
    covered: tuple[Term, ...],
    uncovered: tuple[Term, ...],
    lexicon: Lexicon,
) -> Iterator[str]:
    for term in uncovered:
        if term.kind in {"act", "fmt"}:
            undone = any(
                lexicon.inverses.get(key, frozenset()) & core.concepts for key in term.concepts
            )
            yield f"it does the opposite of {term.text}" if undone else f"it knows no {term.text}"
    for term in covered:
        if term.kind == "act" and _is_undone(term, core, lexicon):
            yield f"it does the opposite of {term.text}"
    yield from _doings(query, core, uncovered)
    things = query.of_kind("obj", "fmt", "unit", "soft", "unknown")
    if things and not any(term in covered for term in things):
        yield f"it is not about {things[0].text}"
    for other in core.not_for:
        if _is_meant(other, query):
            yield f"it is not for {' '.join(term.text for term in other.terms)}"


def _is_undone(term: Term, core: Core, lexicon: Lexicon) -> bool:
    """Whether its main action undoes the one that is asked for, which it mentions at most."""
    if term.concepts & core.said_acts:
        return False
    return any(lexicon.inverses.get(key, frozenset()) & core.main_acts for key in term.concepts)


def _doings(query: Meaning, core: Core, uncovered: tuple[Term, ...]) -> Iterator[str]:
    """What the document does instead of what is asked."""
    if any(pair[::-1] in core.pairs for pair in query.pairs - core.pairs):
        yield "it goes the other way"
    formats = {key for term in query.of_kind("fmt", "unit") for key in term.concepts}
    turned = any(one in formats and other in formats for one, other in query.pairs)
    if turned and not (core.concepts & _CONVERTS or core.all_pairs):
        yield "it converts nothing"
    elif _is_half(query, core, uncovered):
        yield "it converts something else"
    asked = _acts(query)
    if asked and core.main_acts and not asked & core.main_acts:
        yield f"what it does is to {', '.join(sorted(core.main_acts))}"
    if not asked and core.main_acts and "check" in query.concepts - core.concepts:
        yield f"what it does is to {', '.join(sorted(core.main_acts))}"
    if (
        "convert" in query.concepts
        and core.ends
        and not any(len(pair & query.concepts) == len(pair) for pair in core.ends)
    ):
        yield "it converts something else"
    made = any(term.concepts == {"generate"} and term.kind == "mid" for term in uncovered)
    if made and not asked and core.acts:
        yield "it generates nothing"


def _acts(meaning: Meaning) -> frozenset[str]:
    return frozenset(key for term in meaning.of_kind("act") for key in term.concepts)


def _is_half(query: Meaning, core: Core, uncovered: tuple[Term, ...]) -> bool:
    """Whether it lacks one of the two ends of a conversion that is asked for."""
    lacking = {key for term in uncovered for key in term.concepts}
    ends = {key for pair in query.pairs for key in pair}
    return "convert" in query.concepts and bool(lacking & ends) and not core.pairs & query.pairs


def _first_act(meaning: Meaning) -> frozenset[str]:
    acts = meaning.of_kind("act")
    return acts[0].concepts if acts else frozenset()


def _is_meant(other: Meaning, query: Meaning) -> bool:
    """Whether the query says what a ``not_for`` phrase says, in the same direction."""
    if other.pairs:
        return bool(other.pairs & query.pairs)
    return bool(other.stems) and other.stems <= query.stems
