# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Summarise a text by its most telling sentences."
# category = "text"
# keywords = ["summary", "summarise", "summarize", "summarization", "text", "shorten", "extractive", "sentences"]
# ///
"""Summarise a text by its most telling sentences."""

import re
from collections import Counter

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n\s*\n")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_STOP_WORD = re.compile(
    "a|about|after|all|also|an|and|any|are|as|at|be|because|been|before|but|by|can|could|did|do"
    "|does|for|from|had|has|have|he|her|his|how|i|if|in|into|is|it|its|just|may|me|more|most|my"
    "|no|not|of|on|one|only|or|other|our|out|over|she|so|some|such|than|that|the|their|them|then"
    "|there|these|they|this|those|to|up|us|was|we|were|what|when|which|who|will|with|would|you"
    "|your"
)


def text_summary(text: str, sentences: int = 3) -> str:
    """Summarise a text by its most telling sentences.

    A sentence tells much when its words are frequent in the whole text; words without meaning
    of their own do not count. The chosen sentences are quoted unchanged, in their old order.

    Args:
        text: The text to summarise.
        sentences: How many sentences to keep at most, 1 or more.

    Returns:
        The summary; the whole text, cleaned of line breaks, where it is short enough already.

    Raises:
        ValueError: If the text is blank, or ``sentences`` is less than 1.
    """
    if sentences < 1:
        raise ValueError(f"sentences must be 1 or more, not {sentences}")
    found = _split(text)
    if not found:
        raise ValueError("the text is empty: nothing to summarise")
    weights = Counter(word for sentence in found for word in _content_words(sentence))
    by_score = sorted(range(len(found)), key=lambda place: -_score(found[place], weights))
    return " ".join(found[place] for place in sorted(by_score[:sentences]))


def _split(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _SENTENCE_END.split(text))
    return [part for part in parts if part]


def _content_words(sentence: str) -> list[str]:
    words = (word.lower() for word in _WORD.findall(sentence))
    return [word for word in words if not _STOP_WORD.fullmatch(word)]


def _score(sentence: str, weights: Counter[str]) -> float:
    words = _content_words(sentence)
    # The square root lets a long sentence win over a short one, but not by length alone.
    return sum(weights[word] for word in words) / len(words) ** 0.5 if words else 0.0


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_summary(**json.loads(given)), sys.stdout)
