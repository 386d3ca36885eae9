"""Ranked search with a stand-out rule, over three documents or ten thousand."""

import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from heapq import nlargest, nsmallest

from chotu_bot.ranking.cores import Core, core_of
from chotu_bot.ranking.documents import Document, Hit, Standing
from chotu_bot.ranking.lexicon import Lexicon, load_lexicon
from chotu_bot.ranking.matching import Query
from chotu_bot.ranking.meaning import Meaning, Term
from chotu_bot.ranking.reader import Reader
from chotu_bot.ranking.sentences import without_circumstances
from chotu_bot.ranking.slips import Vocabulary
from chotu_bot.ranking.spelling import English
from chotu_bot.ranking.tokens import stem

_WORD = re.compile(r"[a-z0-9]+")
_EXAMINED = 64
"""Documents whose meaning is read in full for one query."""
_STARTS = 50
"""Terms of one query that search starts from; of more, those that lead to the rarest words."""
_ASKED = 32
"""Requests whose meaning is kept."""
_PAUSE_SECONDS = 0.0005
_BROADER = 0.6
"""How surely a broader word means the narrower one that was asked for."""
_LENGTH = 30
"""Words that every document is taken to have on top, so that length matters a little only."""
_COVERAGE = 0.78
_NAMED = 0.6
_HALF_NAMED = 0.45
_MOSTLY_NAMED = 0.7
_ENTIRELY = 0.99
_TELLING = 0.5
_SAYS = 0.2
"""Weight of a word that search can start from."""
_PLAINLY = 0.9
_APART = 6.0
"""Points by which the first must lead the second to be the clear one."""


class Ranker:
    """Ranks a fixed set of documents; building it reads no meanings, only words."""

    def __init__(
        self,
        documents: Sequence[Document],
        lexicon: Lexicon | None = None,
        english: English | None = None,
        core: Callable[[Document], Core] | None = None,
        words: Callable[[Document], frozenset[str]] | None = None,
    ) -> None:
        """Search ``documents``.

        Args:
            documents: in the order that decides between equals.
            lexicon: what words mean.
            english: which words there are.
            core: ``core_of``, where what was read is shared with other searches.
            words: ``words_of``, likewise.
        """
        self._documents = tuple(documents)
        self._lexicon = lexicon or load_lexicon()
        self._reader = Reader(self._lexicon, english or English.load())
        self._words = words or words_of
        self._core = core or cache(lambda document: core_of(document, self._reader))
        # One decision asks for the meaning of its request more than once.
        self._asked = lru_cache(_ASKED)(self._read)

    def read_ahead(self, most: int) -> None:
        """Index all and read the first ``most`` documents now, so that no query waits for it."""
        self._spelt.read_ahead()
        for document in self._documents[:most]:
            self._core(document)
            time.sleep(_PAUSE_SECONDS)  # whoever waits for an answer goes first

    def read(self, text: str) -> Meaning:
        """What ``text`` asks for."""
        return self._asked(text)

    def _read(self, text: str) -> Meaning:
        return self._reader.read(text, self._spelt, mend=True)

    def uses(self, word: str) -> bool:
        """Whether some document speaks of ``word``."""
        return stem(word) in self._vocabulary

    def rank(self, query: str, limit: int = 5) -> tuple[Hit, ...]:
        """The documents nearest to ``query``, best first; none where nothing is shared."""
        return self._ranked(self.read(query))[:limit]

    def decide(self, query: str, limit: int = 5) -> Standing:
        """Whether one document clearly fits ``query``, several do, or none."""
        return self._spared(query, limit) or self._standing(query, limit)

    def _standing(self, query: str, limit: int) -> Standing:
        meaning = self.read(query)
        hits = self._ranked(meaning)
        if meaning.weight < _TELLING:
            hits = tuple(hit for hit in hits if hit.verbatim)
        general = all(term.weight < _TELLING for term in meaning.terms)
        bar = _PLAINLY if general else _NAMED
        rivals = _rivals(meaning, hits)
        if len(rivals) > 1:
            return Standing(state="several", hits=rivals[:limit])
        fitting = () if meaning.foreign else tuple(hit for hit in hits if _fits(hit, bar))
        if fitting:
            close = _close(fitting, hits, meaning)
            if len(close) > 1:
                return Standing(state="several", hits=tuple(close)[:limit])
            rest = [hit for hit in hits if hit not in close]
            if not close:
                return Standing(state="none", hits=hits[:limit])
            return Standing(state="clear", hits=(*close, *rest)[:limit])
        broad = () if meaning.foreign else _parts(meaning, hits)
        if len(broad) > 1:
            return Standing(state="several", hits=broad[:limit])
        if broad and broad[0].named >= _MOSTLY_NAMED:
            return Standing(state="clear", hits=broad)
        return Standing(state="none", hits=hits[:limit])

    def _spared(self, query: str, limit: int) -> Standing | None:
        """The document that fits without what the query only tells beforehand."""
        asked = without_circumstances(query)
        if asked is None:
            return None
        standing = self._standing(asked, limit)
        if standing.state != "clear":
            return None
        whole = Query(self.read(query), self._lexicon)
        document = standing.hits[0].document
        return None if whole.match(self._core(document), document).conflicts else standing

    def _ranked(self, meaning: Meaning) -> tuple[Hit, ...]:
        if not meaning.weight:
            return ()
        query = Query(meaning, self._lexicon)
        nearest = map(self._documents.__getitem__, self._nearest(meaning))
        found = (query.match(self._core(document), document) for document in nearest)
        hits = [hit for hit in found if hit.coverage > 0]
        return tuple(sorted(hits, key=lambda hit: (not hit.verbatim, -hit.score, hit.document.key)))

    def _nearest(self, meaning: Meaning) -> list[int]:
        """Documents that share telling words with the query, most and shortest first."""
        points: dict[int, float] = {}
        for reached in self._reached(meaning):
            if not points:
                points = reached
                continue
            for place, gain in reached.items():
                points[place] = points.get(place, 0.0) + gain
        lengths = self._lengths
        ranked = ((-gain / (_LENGTH + lengths[place]), place) for place, gain in points.items())
        return [place for _, place in nsmallest(_EXAMINED, ranked)]

    def _reached(self, meaning: Meaning) -> Iterator[dict[int, float]]:
        """For each telling term, the documents that it leads to, with how telling it is there."""
        found = [self._gains(term) for term in meaning.terms]
        if len(found) > _STARTS:
            found = nlargest(_STARTS, found, key=lambda one: one[-1][0] if one else 0.0)
        for gains in found:
            reached: dict[int, float] = {}
            for gain, word in gains:  # the greatest last, so that it stays
                reached.update(dict.fromkeys(self._postings[word], gain))
            yield reached

    def _gains(self, term: Term) -> list[tuple[float, str]]:
        """Words of the index that lead to what a term means, the most telling last."""
        found = self._words_for(term.concepts).items()
        rarity = {word: self._rarity(len(self._postings[word])) for word, _ in found}
        return sorted((share * term.weight * rarity[word], word) for word, share in found)

    def _rarity(self, frequency: int) -> float:
        return math.log(1 + (len(self._documents) + 0.5) / (frequency + 0.5)) + 0.5

    def _words_for(self, concepts: Iterable[str]) -> Mapping[str, float]:
        """Words of the index that carry one of ``concepts``, and how surely."""
        found: dict[str, float] = {}
        for key in concepts:
            for broader in self._lexicon.ancestors(key):
                self._spell(broader, _BROADER, found)
            self._spell(key, 1.0, found)
        return found

    def _spell(self, key: str, surely: float, found: dict[str, float]) -> None:
        stems = {key[2:]: 1.0} if key.startswith("w:") else self._lexicon.stems_of.get(key, {})
        for one, share in stems.items():
            for word in self._vocabulary.get(one, ()):
                found[word] = max(share * surely, found.get(word, 0.0))

    @cached_property
    def _postings(self) -> Mapping[str, list[int]]:
        postings: dict[str, list[int]] = {}
        for index, words in enumerate(self._texts):
            for word in words:
                postings.setdefault(word, []).append(index)
        return postings

    @cached_property
    def _texts(self) -> Sequence[frozenset[str]]:
        return [self._words(one) for one in self._documents]

    @cached_property
    def _lengths(self) -> Sequence[int]:
        return [len(words) for words in self._texts]

    @cached_property
    def _spelt(self) -> Vocabulary:
        return Vocabulary(self._vocabulary.keys())

    @cached_property
    def _vocabulary(self) -> Mapping[str, list[str]]:
        """Stem -> the words of the index that have it."""
        spelled: dict[str, list[str]] = {}
        for word in self._postings:
            spelled.setdefault(stem(word), []).append(word)
        return spelled


def words_of(document: Document) -> frozenset[str]:
    """The words that lead to a document."""
    parts = (document.name, document.summary, *document.keywords, *document.phrases)
    return frozenset(_WORD.findall(" ".join(parts).lower()))


def _close(fitting: Sequence[Hit], hits: Sequence[Hit], meaning: Meaning) -> Sequence[Hit]:
    """Those that fit as well as the first; a bare word fits whatever speaks of it."""
    best = fitting[0]
    if best.verbatim:
        return [hit for hit in fitting if hit.verbatim]
    telling = [term for term in meaning.terms if term.weight >= _SAYS]
    if len(telling) == 1 and best.named < _PLAINLY:
        says_all = " " in telling[0].text or telling[0].kind not in {"act", "unit"}
        return _parts(meaning, hits) or ([best] if says_all else [])
    return [hit for hit in fitting if best.score - hit.score < _APART]


def _rivals(meaning: Meaning, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The documents about a thing that is named without a word of what to do with it."""
    bare = len(meaning.terms) == 1 and not meaning.of_kind("act")
    if not bare or any(hit.verbatim for hit in hits):
        return ()
    return tuple(
        hit for hit in hits if hit.coverage >= 1 and hit.named >= _HALF_NAMED and not hit.conflicts
    )


def _fits(hit: Hit, named: float) -> bool:
    return not hit.conflicts and hit.coverage >= _COVERAGE and hit.named >= named


def _parts(meaning: Meaning, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """What a request means that names nothing but a thing: all that do something with it."""
    if meaning.of_kind("act") or meaning.weight < _TELLING:
        return ()
    return tuple(
        hit
        for hit in hits
        if not hit.conflicts and hit.coverage >= _ENTIRELY and hit.named >= _HALF_NAMED
    )
