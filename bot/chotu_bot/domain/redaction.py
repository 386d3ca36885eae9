"""What must never be kept or shown: keys, passwords, tokens, by their look or their name."""

import re
from collections.abc import Iterator

from chotu_bot.domain.shapes import Json

HIDDEN = "[hidden]"
LOOKS_SECRET = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|AIza)[-_][\w*.-]{6,}"
    r"|\bBearer\s+[\w.~+/=*-]+"
    r"|(?<=[?&])(?:api[-_]?key|key|token|sig|code)=[^&\s\"']+"
    r"|\bAKIA[A-Z0-9]{12,}"
    r"|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
    re.IGNORECASE,
)
"""Text that looks like a key, a bearer token, a signed web token or a password in a URL."""
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:pass(?:word|wd|phrase|code)s?|pwd|tokens?|secrets?|credentials?|cookies?"
    r"|authorization|otp|pin|(?:api|access|private|secret|signing)_?keys?)(?:$|_)"
)
_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-\s.]+")
_SHORTEST = 4
"""Characters under which a value is too common to be hidden wherever it stands in a text."""


def is_secret_name(name: str) -> bool:
    """Whether a value of this name is somebody's secret (``api_key``, ``userPassword``)."""
    return bool(_SECRET_NAME.search(_WORD_BORDER.sub("_", name).lower()))


def without_secrets(value: Json, name: str = "") -> Json:
    """``value`` with every secret in it hidden; a secret name hides all that is below it."""
    match value:
        case bool() | None:
            return value
        case str() | int() | float() if is_secret_name(name):
            return HIDDEN
        case str():
            return LOOKS_SECRET.sub(HIDDEN, value)
        case list():
            return [without_secrets(one, name) for one in value]
        case dict():
            return {
                LOOKS_SECRET.sub(HIDDEN, key): without_secrets(one, _name_below(name, key))
                for key, one in value.items()
            }
        case _:
            return value


def secrets_in(value: Json, name: str = "") -> Iterator[str]:
    """The texts in ``value`` that must not show up anywhere else."""
    match value:
        case str():
            if is_secret_name(name) and len(value) >= _SHORTEST:
                yield value
            yield from (found[0] for found in LOOKS_SECRET.finditer(value))
        case list():
            for one in value:
                yield from secrets_in(one, name)
        case dict():
            for key, one in value.items():
                yield from secrets_in(one, _name_below(name, key))
        case _:
            return


def hide(text: str, arguments: Json = None) -> str:
    """``text`` without what looks secret, and without the secrets among ``arguments``."""
    for secret in sorted(set(secrets_in(arguments)), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return LOOKS_SECRET.sub(HIDDEN, text)


def _name_below(name: str, key: str) -> str:
    return name if is_secret_name(name) else key
