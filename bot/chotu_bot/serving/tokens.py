"""Bearer tokens for HTTP: made for a purpose, kept as hashes, taken back at any time."""

import hmac
import json
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from chotu_bot.domain.contract import canonical_json, digest
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import ConfigurationError, NotFoundError, UsageError
from chotu_bot.vcs.locks import own_folder

SCOPES = ("read", "write", "learn", "approve")
_FILE = "tokens.json"
_PREFIX = "chotu"
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token: everything but the token."""

    id: str
    name: str
    """What it is for, in the words of whoever made it."""
    scopes: tuple[str, ...]
    hash: str
    """sha256 of the token, which is long and random."""
    created: int
    """Seconds since 1970, UTC."""
    expires: int
    """Seconds since 1970, UTC; 0 for never."""
    audience: str
    """The URL of the server it is for; empty for this repository wherever it is served."""

    def to_json(self) -> dict[str, Json]:
        """What may be shown."""
        shown: dict[str, Json] = {**asdict(self), "scopes": list(self.scopes)}
        del shown["hash"]
        return shown


class Tokens:
    """The tokens of one repository, in ``.chotu/tokens.json``, readable by its owner only."""

    def __init__(self, state_folder: Path) -> None:
        self._path = state_folder / _FILE

    def create(
        self, name: str, scopes: Sequence[str], *, days: int = 0, audience: str = ""
    ) -> tuple[Token, str]:
        """A new token, and its text, which is never shown again.

        Args:
            name: what it is for.
            scopes: what it may do; ``read`` comes with each of the others.
            days: how long it is good; 0 for ever.
            audience: the one server it is good at; empty for any that serves this repository.

        Raises:
            UsageError: for a scope that does not exist.
        """
        wrong = [one for one in scopes if one not in SCOPES]
        if wrong or not scopes:
            raise UsageError(f"a token needs scopes; there are: {', '.join(SCOPES)}")
        identifier, now = secrets.token_hex(4), int(time.time())
        text = f"{_PREFIX}_{identifier}_{secrets.token_urlsafe(32)}"
        granted = tuple(one for one in SCOPES if one in {*scopes, "read"})
        token = Token(
            id=identifier,
            name=name,
            scopes=granted,
            hash=digest(text.encode()),
            created=now,
            expires=now + days * _DAY if days else 0,
            audience=audience,
        )
        self._write([*self.all(), token])
        return token, text

    def all(self) -> tuple[Token, ...]:
        """Every token, oldest first.

        Raises:
            ConfigurationError: when the file cannot be read; nobody is let in then.
        """
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            return tuple(Token(**{**one, "scopes": tuple(one["scopes"])}) for one in kept)
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ConfigurationError(
                f"{self._path} cannot be read ({error}); remove it and make new tokens"
            ) from error

    def revoke(self, identifier: str) -> Token:
        """Take a token back; a running server refuses it at once.

        Raises:
            NotFoundError: when there is none with this id.
        """
        tokens = self.all()
        found = next((one for one in tokens if one.id == identifier), None)
        if found is None:
            raise NotFoundError(f"there is no token {identifier!r}; see: chotu-bot token list")
        self._write([one for one in tokens if one is not found])
        return found

    def verify(self, text: str) -> Token | None:
        """The token that ``text`` is, if it is one and still good."""
        known = digest(text.encode())
        for token in self.all():
            if hmac.compare_digest(token.hash, known):
                return token if not token.expires or token.expires > time.time() else None
        return None

    def _write(self, tokens: Sequence[Token]) -> None:
        own_folder(self._path.parent)
        value: list[Json] = [{**asdict(one), "scopes": list(one.scopes)} for one in tokens]
        temporary = self._path.with_name(f"{_FILE}.{os.getpid()}.part")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(canonical_json(value))
        temporary.replace(self._path)
