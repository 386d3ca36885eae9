"""What a request is: served by a known tool, a gap, unclear, or refused. Rules and search only."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from chotu_bot.learning.decisions import Decision, Declined, Gap, Known, Vague
from chotu_bot.learning.refusals import Refusals
from chotu_bot.ranking import (
    Document,
    English,
    Hit,
    Lexicon,
    Meaning,
    Ranker,
    Reader,
    core_of,
    load_lexicon,
    words_of,
)
from chotu_bot.ranking.tokens import stem, tokens

LONGEST = 8 * 1024
"""Bytes a request may have; more is an attachment, not a request."""

_NEAREST = 5
_READ = 12_000
"""Documents that are kept as read, from one search to the next."""
_PLACEHOLDERS = frozenset(
    {
        "xyz",
        "abc",
        "foo",
        "bar",
        "baz",
        "qux",
        "quux",
        "asdf",
        "foobar",
        "blah",
        "bla",
        "lol",
        "test",
    }
    | {"lorem", "todo", "tbd", "whatever", "etc", "xxx", "aaa", "hmm", "huh", "idk", "wtf"}
)
_JUDGED = 40
"""Words by which a request is found to be nonsense; a longer one shows it in these."""
_ENOUGH = 0.6
"""Weight that general words must bring together to be a request (``find files``)."""
_ASK = 'say what goes in and what comes out, for instance "merge PDF files into one"'


class Analyzer:
    """Decides with one lexicon and one set of rules; no model is ever asked."""

    def __init__(
        self,
        refusals: Refusals | None = None,
        lexicon: Lexicon | None = None,
        english: English | None = None,
    ) -> None:
        self._refusals = refusals or Refusals.load()
        self._lexicon = lexicon or load_lexicon()
        self._english = english or English.load()
        reader = Reader(self._lexicon, self._english)
        # One tool more makes a new search; what the others say was read before.
        self._core = lru_cache(_READ)(lambda document: core_of(document, reader))
        self._words = lru_cache(_READ)(words_of)

    def ranker(self, documents: Sequence[Document]) -> Ranker:
        """Search over ``documents`` with this analyzer's lexicon."""
        return Ranker(documents, self._lexicon, self._english, self._core, self._words)

    def read_ahead(self) -> None:
        """Make ready what the first request would wait for."""
        self._refusals.read_ahead()
        self._english.read_ahead()
        self._lexicon.read_ahead()

    def decide(self, text: str, known: Ranker, *, offered: Ranker | None = None) -> Decision:
        """What ``text`` is.

        Args:
            text: the request, verbatim.
            known: search over the registered tools; a document's key is the tool's name.
            offered: search over the recipes: words that they use are no nonsense.
        """
        if len(text.encode()) > LONGEST:
            return _too_long(text)
        rule = self._refusals.find(text)
        if rule is not None:
            return Declined(rule=rule.key, why=rule.reason)
        vague = self._vague(text, known, offered)
        return vague or self._searched(text, known)

    def similar(self, text: str, documents: Sequence[Document], limit: int = 5) -> tuple[Hit, ...]:
        """The documents nearest to ``text``, best first."""
        return self.ranker(documents).rank(text, limit)

    def _searched(self, text: str, known: Ranker) -> Decision:
        standing = known.decide(text, _NEAREST)
        match standing.state:
            case "clear":
                return Known(name=standing.hits[0].document.key, hit=standing.hits[0])
            case "several":
                names = tuple(hit.document.key for hit in standing.hits)
                return Vague(
                    why="several registered tools fit equally well",
                    ask="say which of them is meant, or what none of them does",
                    options=names,
                )
            case "none":
                return Gap(nearest=standing.hits)

    def _vague(self, text: str, known: Ranker, offered: Ranker | None) -> Vague | None:
        typed = tokens(text)
        words = [one.text for one in typed]
        if not words:
            return Vague(why="the request is empty" if not text.strip() else _NO_WORDS, ask=_ASK)
        named = {one.text for one in typed if one.shouted or one.proper}
        nonsense = self._nonsense(words, named, known, offered)
        if nonsense:
            return nonsense
        meaning = known.read(text)
        if not _says_something(meaning):
            return Vague(why="the request names nothing to work on", ask=_ASK)
        return None

    def _nonsense(
        self, words: Sequence[str], named: AbstractSet[str], known: Ranker, offered: Ranker | None
    ) -> Vague | None:
        telling = [word for word in words if not self._is_asking(word)][:_JUDGED]
        strange = [word for word in telling if self._is_strange(word, known, offered)]
        odd = [word for word in strange if word not in named]
        made_up = [word for word in odd if self._english.is_gibberish(word)]
        empty = [word for word in telling if word in _PLACEHOLDERS]
        if len(made_up) > 1 or (made_up and len(made_up) * 2 >= len(telling)):
            return Vague(why=f"no word is known like {', '.join(made_up[:3])}", ask=_ASK)
        if telling and len(empty) + len(strange) >= len(telling) and not _has_name(named, strange):
            unknown = ", ".join([*strange, *empty][:3])
            return Vague(why=f"{unknown} says nothing of what is to be done", ask=_ASK)
        return None

    def _is_asking(self, word: str) -> bool:
        concepts = self._lexicon.meanings(word)
        return bool(concepts) and all(one.kind in {"fill", "weak"} for one in concepts)

    def _is_strange(self, word: str, known: Ranker, offered: Ranker | None) -> bool:
        """Whether nothing here knows the word: no list, no tool, no recipe, no close spelling."""
        if self._lexicon.meanings(word) or self._english.knows(word):
            return False
        if any(one is not None and one.uses(word) for one in (known, offered)):
            return False
        return not self._lexicon.resembles(word)


_NO_WORDS = "the request has no words"


def _says_something(meaning: Meaning) -> bool:
    """Whether there is a thing, or an action that needs none, beyond general words."""
    things = meaning.of_kind("obj", "fmt", "unit", "unknown", "name")
    if any(term.text not in _EMPTY_THINGS for term in things):
        return True
    if any(term.text in _TOOLS for term in meaning.terms):
        return True
    acts = meaning.of_kind("act")
    if any(" " in term.text or term.concepts <= _SUFFICIENT for term in acts):
        return True
    said = meaning.stems - {stem(word) for word in _POINTING | _EMPTY_THINGS}
    if acts and len(said) > 1:
        return True
    general = (*acts, *meaning.of_kind("soft", "mid"))
    return len(general) > 1 and sum(term.weight for term in general) >= _ENOUGH


_EMPTY_THINGS = frozenset(
    {"job", "needful", "problem", "issue", "issues", "performance", "task", "work", "everything"}
    | {"world", "life", "fix", "improve", "better", "nice", "awesome", "amazing", "cool", "magic"}
    | {
        "faster",
        "quicker",
        "easier",
        "simpler",
        "nicer",
        "cleaner",
        "fun",
        "interesting",
        "idea",
        "ideas",
        "smth",
        "sth",
        "sometime",
        "anyhow",
        "request",
    }
)
"""Words that are known and yet say nothing of what a tool should do."""
_TOOLS = frozenset({"calculator", "timer", "stopwatch"})
"""Words for a tool that everybody knows."""
_POINTING = frozenset(
    {"it", "this", "that", "them", "these", "those", "thing", "stuff", "everything", "something"}
    | {"anything", "all", "please", "help", "me", "can", "you", "could", "again", "the", "a", "do"}
    | {"for", "to", "i", "want", "need", "just", "now", "here", "my", "better", "more", "best"}
)
"""Words that point at something without naming it."""
_SUFFICIENT = frozenset(
    {"remind", "summarise", "speak", "transcribe", "translate", "ping", "factor", "deduplicate"}
)
"""Actions that name their object themselves."""


def _has_name(named: AbstractSet[str], words: Sequence[str]) -> bool:
    """Whether an unknown word is written as a name is: capitals, digits (GEDCOM, OAuth2)."""
    return any(word in named or any(map(str.isdigit, word)) for word in words if len(word) > 1)


def _too_long(text: str) -> Vague:
    size = len(text.encode())
    return Vague(
        why=f"the request has {size:,} bytes; {LONGEST:,} is the most",
        ask="say in a sentence what the tool should do, and give content as --example with @path",
    )
