"""Keeping keys out of messages, prompts and logs."""

from urllib.parse import urlsplit

from chotu_bot.domain.redaction import HIDDEN, LOOKS_SECRET

_SHORTEST = 4


class Redactor:
    """Hides one key, and whatever else looks like one."""

    def __init__(self, key: str) -> None:
        self._key = key if len(key) >= _SHORTEST else ""

    def __repr__(self) -> str:
        """Without the key."""
        return "Redactor()"

    def key_only(self, text: str) -> str:
        """``text`` without the key itself: for prompts, where nothing else may change."""
        return text.replace(self._key, HIDDEN) if self._key else text

    def line(self, text: str, limit: int = 300) -> str:
        """``text`` as one short line for a message, with nothing in it that looks like a key."""
        flat = LOOKS_SECRET.sub(HIDDEN, " ".join(self.key_only(text[:20_000]).split()))
        flat = "".join(sign if sign.isprintable() else "?" for sign in flat)
        return flat if len(flat) <= limit else flat[: limit - 3] + "..."


def shown_url(base_url: str) -> str:
    """Scheme, host, port and path of an endpoint: no user, no password, no query."""
    parts = urlsplit(base_url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}".rstrip("/")
