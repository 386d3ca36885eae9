"""A document as search sees it: everything that its texts say, read once."""

from dataclasses import dataclass

from chotu_bot.ranking.documents import Document
from chotu_bot.ranking.meaning import Meaning, Pair
from chotu_bot.ranking.reader import Reader


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
        acts=frozenset(key for one in everything for key in one.acts),
        said_acts=frozenset().union(*(one.acts for one in (name, summary, *phrases))),
        main_acts=frozenset().union(name.acts, _first_act(summary), *(one.acts for one in phrases)),
        pairs=frozenset()
        if two_way
        else frozenset(pair for pair in own if pair[::-1] not in other),
        all_pairs=other,
        ends=frozenset(frozenset(pair) for pair in own if formats.issuperset(pair)),
        not_for=tuple(reader.read(phrase) for phrase in document.not_for),
    )


def _first_act(meaning: Meaning) -> frozenset[str]:
    acts = meaning.of_kind("act")
    return acts[0].concepts if acts else frozenset()
