"""Reading the meaning of a text with a lexicon."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from chotu_bot.ranking.context import THINGS, Placed, measured, pairs, settled
from chotu_bot.ranking.framing import unframed
from chotu_bot.ranking.lexicon import WEIGHTS, Concept, Kind, Lexicon
from chotu_bot.ranking.meaning import Meaning, Term
from chotu_bot.ranking.slips import Vocabulary
from chotu_bot.ranking.spelling import English
from chotu_bot.ranking.tokens import Token, stem, tokens

_BOTH = frozenset({"between", "versa", "either", "both", "back"})
_PLACES = frozenset({"for", "in", "at", "near", "and", "of", "to", "named", "called"})
_SAYING = 0.2
"""Weight from which a word tells one request from another."""
_FOLDERS = frozenset({"folder", "folders", "directory", "directories", "dir", "subfolder"})
"""What stands before one of these is its name: the src directory."""
_OWNERS = frozenset({"my", "our", "your", "his", "her", "their"})
_SHORT = 3
"""Letters a word must have to be called misspelt."""
_MENDED = 25
"""Words of one text that are taken to be misspelt; with more it is no slip of the finger."""
_KEPT = 8_192
"""Terms that are kept as read."""
_NO_WORDS = Vocabulary(())
_OPEN_END = re.compile(
    r"(?i)\b(remind(?:er)?(?:\s+(?:me|us|him|her|them))?\s+(?:to|that|about|of|for)\b"
    r"|(?:note|memo|notes)\s+(?:that|saying|to|about)\b).*"
)
"""What is to be remembered is an argument, whatever it speaks of."""
_LISTED = re.compile(
    r"(?i)\b(add|put)\s+(?:\S+\s+){1,8}?(?:to|on)\s+(?=(?:my|our|the|a)\s+(?:to-?do|tasks?|shopping)\b)"
)
"""So is what goes onto a list."""


class Reader:
    """Reads meanings with one lexicon."""

    def __init__(self, lexicon: Lexicon, english: English) -> None:
        self._lexicon = lexicon
        self._english = english
        foreign = lexicon.foreign
        self._surely = foreign.get("surely", frozenset())
        self._foreign = self._surely | foreign.get("maybe", frozenset())
        # A word that many documents have as a keyword is read once.
        self._word = lru_cache(_KEPT)(self._read)
        self._listed = lru_cache(_KEPT)(lambda text, phrase: _term(text, lexicon.phrases[phrase]))

    def read(self, text: str, vocabulary: Vocabulary = _NO_WORDS, *, mend: bool = False) -> Meaning:
        """The meaning of ``text``.

        Args:
            text: what was asked or what a document says of itself.
            vocabulary: further stems that are words here.
            mend: read misspelt words as the words of lexicon and vocabulary they resemble.
        """
        if mend:
            return self._read(text, vocabulary, _MENDED)
        return self._word(text) if text.isalpha() else self._read(text)

    def _read(self, text: str, vocabulary: Vocabulary = _NO_WORDS, mended: int = 0) -> Meaning:
        words = tokens(_LISTED.sub(r"\1 to ", _OPEN_END.sub(r"\1", unframed(text))))
        placed = list(self._place(words, vocabulary, mended))
        placed = settled(self._in_company(measured(placed, words)))
        terms = {term.concepts: term for term, _ in reversed(placed) if term.weight}
        return Meaning(
            terms=tuple(reversed(terms.values())),
            wording=tuple(stem(word.text) for word in words),
            pairs=frozenset(pairs(placed, words)),
            two_way=any(word.text in _BOTH for word in words),
            foreign=self._is_foreign(words),
        )

    def _place(
        self, words: Sequence[Token], vocabulary: Vocabulary, mended: int
    ) -> Iterator[Placed]:
        """The terms of a text, of which at most ``mended`` words are taken to be misspelt."""
        stems = tuple(stem(word.text) for word in words)
        left, at = mended, 0
        while at < len(words):
            size = self._size(stems, at)
            if size:
                text = " ".join(one.text for one in words[at : at + size])
                yield self._listed(text, stems[at : at + size]), at
            else:
                term = self._unlisted(words, at)
                if left and term.kind == "unknown" and self._is_odd(words[at], vocabulary):
                    left -= 1
                    term = self._misspelt(words[at].text, stems[at], vocabulary)
                yield term, at
            at += size or 1

    def _in_company(self, placed: Sequence[Placed]) -> list[Placed]:
        """Without meanings that need the company of concepts which are not there."""
        present = {key for term, _ in placed for key in term.concepts}
        company = self._lexicon.company
        alone = {key for key in present & company.keys() if not company[key] & present}
        if not alone:
            return list(placed)
        return [
            (replace(term, concepts=term.concepts - alone or term.concepts), at)
            for term, at in placed
        ]

    def _size(self, stems: tuple[str, ...], at: int) -> int:
        """Words of the longest phrase that begins at a place; 0 where none does."""
        most = min(self._lexicon.longest.get(stems[at], 0), len(stems) - at)
        sizes = range(most, 0, -1)
        return next((one for one in sizes if stems[at : at + one] in self._lexicon.phrases), 0)

    def _unlisted(self, words: Sequence[Token], at: int) -> Term:
        word = words[at]
        base = stem(word.text)
        agent = self._agent(base)
        if agent:
            return _term(word.text, agent)
        kind: Kind = "weak" if word.text.endswith("ly") else "unknown"
        if word.proper and words[at - 1].text in _PLACES:
            kind = "name"
        if words[at + 1 : at + 2] and words[at + 1].text in _FOLDERS:
            kind = "name"
        if at and words[at - 1].text in _OWNERS and self._is_general(words[at + 1 : at + 2]):
            kind = "name"
        return Term(word.text, frozenset({f"w:{base}"}), kind)

    def _is_general(self, words: Sequence[Token]) -> bool:
        """Whether a word follows that says little: my project folder, our team files."""
        return any(
            one.kind == "soft" for word in words for one in self._lexicon.meanings(word.text)
        )

    def _is_odd(self, word: Token, vocabulary: Vocabulary) -> bool:
        """Whether a word may be misspelt: no short one, no name, and none that is known."""
        short = len(word.text) < _SHORT or not word.text.isalpha() or not word.text.isascii()
        if short or word.shouted or word.proper or stem(word.text) in vocabulary:
            return False
        return not self._english.knows(word.text)

    def _agent(self, base: str) -> tuple[Concept, ...]:
        if not base.endswith(("er", "or")) or len(base) < 6:
            return ()
        for candidate in (base[:-2], base[:-3] if base[-3] == base[-4] else base[:-2]):
            concepts = self._lexicon.phrases.get((candidate,), ())
            if concepts and all(one.kind in {"act", "mid", "light"} for one in concepts):
                return concepts
        return ()

    def _misspelt(self, word: str, base: str, vocabulary: Vocabulary) -> Term:
        unknown = frozenset({f"w:{base}"})
        meant = self._lexicon.spelt.near(base) or vocabulary.near(base)
        listed = [one for key in meant for one in self._lexicon.phrases.get((key,), ())]
        plain = frozenset(f"w:{key}" for key in meant if (key,) not in self._lexicon.phrases)
        if not listed:
            return Term(word, unknown | plain, "unknown")
        telling = tuple(one for one in listed if WEIGHTS[one.kind] >= _SAYING)
        mended = _term(word, telling or listed)
        return Term(word, mended.concepts | plain, mended.kind)

    def _is_foreign(self, words: Sequence[Token]) -> bool:
        found = [word.text for word in words if word.text in self._foreign]
        return any(word in self._surely for word in found) and len(found) * 5 >= len(words)


def _term(text: str, concepts: Sequence[Concept]) -> Term:
    lightest = min(concepts, key=lambda one: WEIGHTS[one.kind])
    things = frozenset(one.key for one in concepts if one.kind in THINGS)
    mixed = any(one.kind == "act" for one in concepts)
    return Term(
        text,
        frozenset(one.key for one in concepts),
        lightest.kind,
        things if mixed else frozenset(),
    )
