"""Which known thing a request means: deterministic, explained, and rather silent than wrong."""

from chotu_bot.ranking.cores import core_of
from chotu_bot.ranking.documents import Document, Hit, Standing
from chotu_bot.ranking.lexicon import Lexicon, load_lexicon
from chotu_bot.ranking.meaning import Meaning, Term
from chotu_bot.ranking.ranker import Ranker, words_of
from chotu_bot.ranking.reader import Reader
from chotu_bot.ranking.spelling import English

__all__ = [
    "Document",
    "English",
    "Hit",
    "Lexicon",
    "Meaning",
    "Ranker",
    "Reader",
    "Standing",
    "Term",
    "core_of",
    "load_lexicon",
    "words_of",
]
