# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

from itertools import cycle


def vigenere(text: str, key: str) -> str:
    """Encipher."""
    letters = []
    shifts = cycle(ord(letter) - ord("a") for letter in key.lower())
    for letter in text.lower():
        if letter.isalpha():
            letters.append(chr((ord(letter) - ord("a") + next(shifts)) % 26 + ord("a")))
        else:
            letters.append(letter)
    return "".join(letters)
