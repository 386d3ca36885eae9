# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Make filler text (lorem ipsum) of a given number of words."
# category = "text"
# keywords = ["lorem", "ipsum", "filler", "dummy", "placeholder", "random", "text", "words", "latin", "mock-up"]
# ///
"""Make filler text."""

from random import Random

_START = ("lorem", "ipsum", "dolor", "sit", "amet")
_WORDS = (
    "consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua"
    " enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo"
    " duis aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur"
)


def lorem_ipsum(words: int = 50, seed: int = 0) -> str:
    """Make filler text (lorem ipsum) of a given number of words.

    Args:
        words: How many words, from 1 to 10,000.
        seed: The same seed gives the same text.

    Returns:
        Sentences of 6 to 12 words; the last may be shorter.

    Raises:
        ValueError: If the number of words is out of range.
    """
    if not 1 <= words <= 10_000:
        raise ValueError(f"words must be from 1 to 10000, not {words}")
    dice = Random(seed)
    stock = _WORDS.split()
    chosen = [*_START, *(dice.choice(stock) for _ in range(words))][:words]
    sentences = []
    while chosen:
        length = dice.randint(6, 12)
        sentences.append(" ".join(chosen[:length]).capitalize() + ".")
        chosen = chosen[length:]
    return " ".join(sentences)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(lorem_ipsum(**json.loads(given)), sys.stdout)
