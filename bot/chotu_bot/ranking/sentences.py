"""Sentences that tell how things are, beside the one that asks."""

import re

_END = re.compile(r"(?<=[.?!;])\s+|\n+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_MOST = 4
"""Sentences of a request that are told apart."""
_TELLING = frozenset(
    {"i", "i've", "i'm", "we", "we've", "my", "our", "there", "it", "it's", "this", "these", "the"}
    | {"they", "some", "every", "sometimes", "what's", "why", "thanks"}
)
"""Words that a sentence begins with which tells how things are."""
_SAID = frozenset({"it", "thanks"})
"""Words that begin a sentence about what another one asks: it should be fast."""
_ASKING = frozenset({"need", "want", "like", "looking", "can", "could", "please", "must", "should"})
"""Words of a sentence that asks."""


def without_circumstances(text: str) -> str | None:
    """What ``text`` asks, where other sentences of it only tell how things are."""
    sentences = [one for one in _END.split(text.strip(), maxsplit=_MOST) if one]
    if not 1 < len(sentences) <= _MOST:
        return None
    asking = [one for one in sentences if not _tells(one)]
    return " ".join(asking) if 0 < len(asking) < len(sentences) else None


def _tells(sentence: str) -> bool:
    words = _WORD.findall(sentence.lower())
    if not words:
        return False
    return words[0] in _SAID or (words[0] in _TELLING and _ASKING.isdisjoint(words))
