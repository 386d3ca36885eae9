"""From text to words: what a person typed, without the literals that are only arguments."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

# Every pattern takes time in proportion to the text: a run is tried from its beginning alone, or
# has a bound, and is not given back once it is read (``++``).

_PECULIAR = re.compile(r"[^A-Za-z_\s,;:!?().-]|\.\S|[MDCLXVI]{4}|[Ww]h(?:ere|ose)\s", re.ASCII)
"""What no plain sentence holds: quotation marks, digits, slashes, a full stop inside a word."""
_TYPED = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2192": " to ",
    }
)
"""Quotation marks, dashes and arrows of a word processor, as a keyboard has them."""
_QUOTED = re.compile(r"\"[^\"\n]*\"|`[^`\n]*`|(?<!\w)'[^'\n]*'(?!\w)")
_LITERAL = re.compile(
    r"""(?x)
      [a-z][a-z0-9+.-]{0,31}://\S+                  # URL
    | (?<![\w.+-])[\w.+-]{1,64}+@[\w-]++\.[\w.]+    # e-mail address
    | \b\d+(?:[.:,/-]\d+)+\b                        # time, date, version, decimal
    | (?<![\w#])\#[0-9a-f]{3,8}\b                   # colour
    | (?<!\w)[~.]{0,2}/(?:[./~*-]{0,16}+\w++)++      # path
    | (?<![\w.])[a-z_]\w{0,63}+(?:\[[\d*]{0,9}+\](?:\.\w{1,64}+){0,9})++  # path within data
    | (?<![\w+/])[a-z0-9+/]{4,4000}+={1,2}+(?![\w=])  # Base64
    | \b\d{1,2}\s?[ap]m\b                           # time of day
    | \b\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?(?:MONTH)\b  # day of a month
    | \b(?:MONTH)\s\d{1,2}(?:st|nd|rd|th)?\b
    """.replace(
        "MONTH",
        "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
        "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?",
    ),
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![\w.,])-?\d++(?:\.\d++)?(?:,?[ ]-?\d++(?:\.\d++)?(?![\w-])){2,}+")
"""Three numbers or more, one after another."""
_CONDITION = re.compile(
    r"(?i)\b(?:where|whose)\s+\w{1,64}+\s+(?:is|equals|contains)\s+\w++"
    r"|\b(?:where|whose|with|having)\s+\w{1,64}+\s?(?:[<>]=?|[!=]?=)\s?\w++"
    r"|\b(?:where\s+)?[a-z_]\w{0,63}+\s?(?:[<>]=?|[!=]=)\s?\d++(?:\.\d++)?"
)
_ROMAN = re.compile(
    r"\b(?=[MDCLXVI]{4,15}\b)M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})\b"
)
_DOTTED = re.compile(r"(?<![\w./@-])[\w-]{1,64}+(?:\.[\w-]{1,64}+){1,6}+")
_HOST = frozenset({"com", "org", "net", "edu", "gov"})
"""How the name of a host ends that is no file's."""
_SIZES = re.compile(r"\b\d+(?:k|\s?x\s?\d+)\b", re.IGNORECASE)
"""How many thousands, or how wide and high: 15k, 150x150."""
_FRACTION = re.compile(r"(?<![\w.])\d++\.\d++(?=\s[a-z])")
_MERE_FILES = frozenset({"exe", "msi", "dmg", "bin", "dat", "apk", "jar", "deb", "rpm", "img"})
"""Endings of names that tell no format to work with."""
_MEASURE = re.compile(r"\b(\d+)(px|[kmgt]b|[ckm]?m|k?g)\b", re.IGNORECASE)
_GLOB = re.compile(r"(?<![\w.*-])[\w-]*+\*[\w*-]*+\.\w{1,5}(?![\w.])")
_FILE = re.compile(r"(?<![\w.])[\w-]{1,255}+(?<=\w)\.([A-Za-z][A-Za-z0-9]{1,4})(?!\w|\.\w)")
_ARROW = re.compile(r"(?<![-=])[-=]++>")
_OUT_OF = re.compile(r"(?i)\bout\s+of\b")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_INTO = re.compile(r"\b([A-Za-z]{2,})2([A-Za-z]{2,})\b")
_NUMBERED = re.compile(r"\b(base|sha|utf|md|crc|mp|iso)[- ](\d+)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_VOWEL = re.compile(r"[aeiouy]")
_MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a request, lower case."""

    text: str
    proper: bool = False
    """Written like a name: capitalised inside a sentence that is not all capitals."""
    shouted: bool = False
    """Has a capital inside (SFTP, MXNet): an acronym or a product, never a slip."""
    counted: bool = False
    """Stands behind a number (``200`` pixels)."""


@lru_cache(maxsize=32)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of ``text``, at most 200; quoted text, paths, addresses and numbers are gone.

    Where nothing but quoted text was said, the quoted words are the request.
    """
    if not _PECULIAR.search(text):
        return _words(text)
    plain = unicodedata.normalize("NFKC", text).translate(_TYPED)
    found = _words(_without_literals(_QUOTED.sub(" ", plain)))
    return found or _words(_without_literals(plain))


def _without_literals(text: str) -> str:
    text = _CONDITION.sub(" condition ", _ARROW.sub(" to ", text))
    text = _ROMAN.sub(" roman numeral ", _NUMBERS.sub(" numbers ", text))
    text = _SIZES.sub(" ", _FRACTION.sub("1", text))
    text = _MEASURE.sub(r"\1 \2", _DOTTED.sub(_undotted, text))
    text = _GLOB.sub(" pattern ", _LITERAL.sub(" ", text))
    text = _FILE.sub(_ending, text)
    text = _NUMBERED.sub(r"\1\2", text)
    return _INTO.sub(r"\1 to \2", text)


def _ending(match: re.Match[str]) -> str:
    """What kind of file a name is one of."""
    return " file " if match[1].lower() in _MERE_FILES else f" {match[1]} "


def _undotted(match: re.Match[str]) -> str:
    """A name with several dots as one with its ending only; nothing of the name of a host."""
    *parts, ending = match[0].split(".")
    if ending.lower() in _HOST:
        return " "
    if len(parts) == 1 or not ending.isalpha() or not 1 < len(ending) < 6:
        return match[0]
    return " tar gz " if parts[-1] == "tar" else f" name.{ending} "


def _words(text: str) -> tuple[Token, ...]:
    raw = _WORD.findall(_OUT_OF.sub(" from ", text))[:_MAX_WORDS]
    return _small(raw) if text.islower() else _cased(raw)


def _small(raw: Sequence[str]) -> tuple[Token, ...]:
    """The words of a text without a capital."""
    found: list[Token] = []
    for before, word in pairwise(["", *raw]):
        if not (word.isdigit() or (word == "s" and found)):
            found.append(Token(fold(word), counted=before.isdigit()))
    return tuple(found)


def _cased(raw: Sequence[str]) -> tuple[Token, ...]:
    titled = sum(word[0].isupper() for word in raw) * 2 > len(raw)
    calm = sum(word.isupper() for word in raw) * 2 > len(raw) > 1
    found: list[Token] = []
    for place, word in enumerate(raw):
        counted = place > 0 and raw[place - 1].isdigit()
        if word.isdigit() or (word == "s" and found):
            continue
        proper = place > 0 and not titled and word[0].isupper() and word[1:].islower()
        shouted = not calm and not word[1:].islower() and word[1:] != word[1:].lower()
        found.append(Token(word if word.islower() else _keep_case(word), proper, shouted, counted))
    return tuple(_lowered(found))


def _keep_case(word: str) -> str:
    return word.lower() if word.isupper() else word


def _lowered(found: list[Token]) -> list[Token]:
    """Lower case, with camelCase words also split; ``SQLite`` is tried whole first by readers."""
    lowered: list[Token] = []
    for token in found:
        parts = _HUMP.split(token.text)
        if len(parts) > 1 and parts[0].islower():
            lowered.extend(Token(part.lower(), token.proper) for part in parts)
        else:
            lowered.append(replace(token, text=fold(token.text)))
    return lowered


def fold(word: str) -> str:
    """Lower case without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """The word without its inflection; British spellings become American ones."""
    if len(word) < 4 or not word.isascii() or any(letter.isdigit() for letter in word):
        return word
    word = _singular(word)
    if word.endswith("ie"):
        return word[:-2] + "y"
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + put
            break
    word = _past(word)
    if len(word) > 5 and word.endswith("our"):
        word = word[:-3] + "or"
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


_ENDINGS = (
    ("isation", "ize"),
    ("ization", "ize"),
    ("ising", "ize"),
    ("ised", "ize"),
    ("iser", "izer"),
    ("ise", "ize"),
    ("yse", "yze"),
)


_NO_PLURALS = frozenset({"news", "lens", "gas", "bias", "atlas", "canvas", "christmas", "always"})


def _singular(word: str) -> str:
    if word in _NO_PLURALS:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("izzes"):
        return word[:-3]
    if word.endswith(("sses", "xes", "shes", "ches", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _past(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= 3 and _VOWEL.search(base):
            doubled = base[-1] == base[-2] and base[-1] not in "aeiouslz"
            return base[:-1] if doubled else base
    return word
