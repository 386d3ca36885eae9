# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell characters, words, sentences, paragraphs and the most frequent words of a text."
# category = "text"
# keywords = ["text", "statistics", "characters", "sentences", "paragraphs", "frequency", "frequent", "reading", "analysis", "reading time"]
# ///
"""Tell figures about a text."""

import re
from collections import Counter
from typing import TypedDict

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_WORDS_PER_MINUTE = 200


class Frequency(TypedDict):
    """How often a word comes, in any letter case."""

    word: str
    count: int


class Figures(TypedDict):
    """Figures about a text."""

    characters: int
    characters_without_space: int
    words: int
    different_words: int
    sentences: int
    paragraphs: int
    lines: int
    mean_word_length: float
    reading_seconds: int
    frequent: list[Frequency]


def text_statistics(text: str, frequent: int = 10) -> Figures:
    """Tell characters, words, sentences, paragraphs and the most frequent words of a text.

    Args:
        text: The text; may be empty.
        frequent: How many of the most frequent words to list.

    Returns:
        The figures; reading time is at 200 words a minute, and words that come equally often
        are in alphabetical order.

    Raises:
        ValueError: If ``frequent`` is negative.
    """
    if frequent < 0:
        raise ValueError(f"frequent must be 0 or more, not {frequent}")
    words = [word.lower() for word in _WORD.findall(text)]
    counts = sorted(Counter(words).items(), key=lambda one: (-one[1], one[0]))
    return {
        "characters": len(text),
        "characters_without_space": sum(not one.isspace() for one in text),
        "words": len(words),
        "different_words": len(counts),
        "sentences": _parts_with_words(_SENTENCE_END, text),
        "paragraphs": _parts_with_words(_PARAGRAPH_END, text),
        "lines": len(text.splitlines()),
        "mean_word_length": round(sum(map(len, words)) / max(len(words), 1), 2),
        "reading_seconds": round(len(words) * 60 / _WORDS_PER_MINUTE),
        "frequent": [{"word": word, "count": count} for word, count in counts[:frequent]],
    }


def _parts_with_words(end: re.Pattern[str], text: str) -> int:
    return sum(bool(_WORD.search(part)) for part in end.split(text))


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_statistics(**json.loads(given)), sys.stdout)
