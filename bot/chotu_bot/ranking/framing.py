"""The words around a request: who asks, what is to be made, where it runs, what it is good for."""

import re

# Every pattern takes time in proportion to the text: words in between are few, and listed.

_LABEL = re.compile(
    r"(?i)^\W{0,9}(?:(?:feature|tool|change)\srequest|request|task|todo|to-do|goal|need|needed|wish"
    r"|wanted|tool\sneeded|user\sstory|requirement|objective|instructions?|question|job)\s?:"
)
_MADE = re.compile(
    r"""(?ix)\b
    (?:create|build|make|write|develop|implement|code|program|design|generate|give|get|provide|add)\s
    (?:me\s|us\s)?(?:an?\s|some\s|the\s|one\s)?
    (?:(?:small|simple|short|quick|little|tiny|basic|nice|good|new|custom|reusable|standalone
        |robust|complete|python3?|bash|shell|command[ -]line|cli|helper)\s){0,4}
    (?:tool|script|program(?:me)?|function|app|application|utility|method|snippet|code|module
        |routine|helper|cli|bot|skill|capability|feature|command|ability|option)s?
    (?:\s(?:that|which|to|for)\b|:)
    | \b(?:learn|know|show\sme|tell\sme|teach\syourself|explain)\show\sto\b"""
)
"""What is asked to be made, before what it is to do."""
_AROUND = re.compile(
    r"""(?ix)
    \b(?:from|on|via|in|at|by)\s(?:the\s|my\s|a\s)?(?:command[ -]?line|terminal|console|shell)\b
    | \bon\s(?:(?:windows|linux|mac(?:os)?|ubuntu|debian)\b(?:,?\s(?:and|or)\s|,\s)?){1,4}
    | (?:\band|,)\s(?:save|write|store|print|return|show|output|display|give\sme)\s(?:me\s)?
      (?:the\s|its\s|all\s)?(?:results?|output)\b(?:\s(?:to|in|into)\s(?:a\sfile\b|\S+))?
    | \bwithout\s(?:(?:any|external|extra|additional|third[ -]party)\s){0,3}
      (?:dependency|dependencies|librar(?:y|ies)|packages|internet|network)\b
    | \bno\scloud\b
    | \bbecause\s[^.?!\n]*+ | \bso\s(?:that\s)?(?:i|we|they|he|she)\scan\s[^.?!\n]*+"""
)
"""Where it runs, what becomes of its result, and what it is good for."""


def unframed(text: str) -> str:
    """``text`` without such words; as it is, where nothing else was said."""
    rest = _AROUND.sub(" ", _MADE.sub(" ", _LABEL.sub(" ", text)))
    return rest if any(map(str.isalpha, rest)) else text
