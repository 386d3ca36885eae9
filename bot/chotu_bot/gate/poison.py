"""Rules on text that a model will read: names, summaries, docstrings, keywords of tools."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from chotu_bot.domain.verdict import Finding, Level

RULE = "contract/poisoned-text"
_MARKUP = re.compile(
    r"</?\s*(?:important|system|secret|hidden|instructions?|assistant|user|human|admin|tool\w*"
    r"|function\w*|prompt|context|critical|note_to\w*|meta)\b[^>]{0,80}>"
    r"|<\|[^|>]{1,40}\|>|\[/?INST\]|<<SYS>>|\b(?:SYSTEM|ASSISTANT|USER)\s*:\s",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?>")
_ADDRESS = re.compile(r"\b(?:https?|ftp|file|wss?|data|javascript):(?://)?[^\s]+", re.IGNORECASE)
_PRIVATE = re.compile(
    r"~/\.|/etc/(?:passwd|shadow|sudoers)|\bid_(?:rsa|ed25519|ecdsa)\b|\.ssh\b|\.aws\b|\.env\b"
    r"|\bmcp\.json\b|\.git-credentials|\.netrc|\.kube/|\.bash_history",
    re.IGNORECASE,
)
_ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL | re.VERBOSE)
    for pattern in (
        r"""\b(?:ignore|disregard|forget|override|bypass)\b .{0,40}
        \b(?:previous|prior|above|earlier|all|any|other|safety|system)\b .{0,30}
        \b(?:instruction|prompt|rule|message|guideline|tool|check|polic)""",
        r"""\b(?:do\ not|don't|never|without)\b .{0,30}
        \b(?:tell|mention|reveal|inform|notify|show|telling|mentioning|informing|asking)\b .{0,30}
        \b(?:user|human|anyone|person|operator|them)""",
        r"""\b(?:before|after|when|whenever|prior\ to)\b .{0,30}
        \b(?:using|calling|invoking|running)\b .{0,30}
        \b(?:this|any|other|another)\b .{0,20} \btools?\b""",
        r"""\b(?:always|must|should|instead|only)\b .{0,40}
        \b(?:call|use|prefer|invoke|choose)\b .{0,20} \bthis\ tool\b""",
        r"""\binstead\ of\b .{0,30} \b(?:other|another|any\ other|the\ \w+)\ tools?\b""",
        r"""\b(?:system\ prompt|developer\ message|hidden\ instruction|jailbreak)\b""",
        r"""\b(?:you\ are|act\ as|pretend\ to\ be)\b .{0,30}
        \b(?:assistant|model|agent|admin|root|ai)\b""",
        r"""\b(?:send|post|upload|forward|exfiltrate|leak|copy)\b .{0,50}
        \b(?:conversation|chat\ history|credential|api\ key|secret|private\ key
        |environment\ variable|system\ prompt|memory)""",
        r"""\b(?:assistant|model|agent|llm|ai)s?\b .{0,15}
        \b(?:must|should|has\ to|have\ to|needs?\ to|shall|will)\b""",
        r"""\bpass\b .{0,40} \b(?:content|contents|key|file)\b .{0,30} \bas\b .{0,20}
        \b(?:parameter|argument|sidenote|note)\b""",
        r"""\bread\b .{0,30} \band\ (?:pass|send|include|append)\b .{0,30}
        \b(?:content|it|them)\b""",
    )
)
_TAGS_BLOCK = range(0xE0000, 0xE0080)


def poison(texts: Mapping[str, str], line: int = 0) -> Iterator[Finding]:
    """What in the described texts speaks to a model rather than about the tool.

    Args:
        texts: what to look at, by what it is (``summary``, ``docstring``, …).
        line: 1-based line the findings point to.
    """
    for what, text in texts.items():
        for level, message in _problems(what, text):
            yield Finding(rule=RULE, message=f"{what}: {message}", level=level, line=line)


def _problems(what: str, text: str) -> Iterator[tuple[Level, str]]:
    hidden = next((letter for letter in text if _is_hidden(letter)), None)
    if hidden is not None:
        yield Level.ERROR, f"it holds the invisible character U+{ord(hidden):04X}; remove it"
    plain = unicodedata.normalize("NFKC", "".join(one for one in text if not _is_hidden(one)))
    found = _MARKUP.search(plain)
    if found:
        yield Level.ERROR, f"it holds {found[0][:40]!r}, which models read as an order; remove it"
    order = next((match for pattern in _ORDERS if (match := pattern.search(plain))), None)
    if order is not None:
        said = " ".join(order[0].split())[:60]
        yield Level.ERROR, f"{said!r} gives orders to a model; say only what the tool does"
    secret = _PRIVATE.search(plain)
    if secret:
        yield Level.ERROR, f"it names {secret[0]!r}; say only what the tool does"
    yield from _addresses(what, plain)


def _addresses(what: str, text: str) -> Iterator[tuple[Level, str]]:
    strict = Level.WARNING if "docstring" in what or "default" in what else Level.ERROR
    address = _ADDRESS.search(text)
    if address:
        yield strict, f"it holds the address {address[0][:40]!r}; remove it"
    tag = _TAG.search(text)
    if tag:
        yield Level.WARNING, f"it holds {tag[0][:40]!r}, which may be read as markup"


def _is_hidden(letter: str) -> bool:
    if letter in "\n\t":
        return False
    return ord(letter) in _TAGS_BLOCK or unicodedata.category(letter) in {"Cf", "Cc", "Co", "Cs"}
