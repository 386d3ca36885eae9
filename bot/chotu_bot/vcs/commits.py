"""Commit objects: who, when, why, and the trailers of their messages."""

import email.utils
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chotu_bot.errors import RepositoryError

BOT_NAME = "chotu-bot"
BOT_EMAIL = "chotu-bot@localhost"

_TRAILER = re.compile(r"(?P<key>[A-Za-z0-9][A-Za-z0-9-]*):[ \t]*(?P<value>.*)")
_PERSON = re.compile(r"(?P<name>.*?) ?<(?P<email>[^>]*)> (?P<at>-?\d+) (?P<zone>[+-]\d{4})")
_STAMP = re.compile(r"@?(?P<at>\d+)(?: (?P<zone>[+-]\d{4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author or committer, and when."""

    name: str
    email: str
    at: int
    """Seconds since 1970, UTC."""
    zone: str = "+0000"
    """Offset of the clock that was read."""

    def __str__(self) -> str:
        """The line as a commit object holds it."""
        return f"{self.name} <{self.email}> {self.at} {self.zone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str

    @property
    def subject(self) -> str:
        """First line of the message."""
        return self.message.partition("\n")[0]

    @property
    def trailers(self) -> Mapping[str, str]:
        """``Key: value`` lines of the last paragraph; the last of equal keys counts."""
        return trailers(self.message)


def trailers(message: str) -> dict[str, str]:
    """The trailers of a message: its last paragraph, where every line of it is one."""
    paragraphs = re.split(r"\n[ \t]*\n", message.strip("\n"))
    if len(paragraphs) < 2:
        return {}
    matches = [_TRAILER.fullmatch(line) for line in paragraphs[-1].splitlines()]
    found = [match for match in matches if match is not None]
    if len(found) != len(matches):
        return {}
    return {match["key"]: match["value"].strip() for match in found}


def parse_commit(oid: str, content: bytes) -> Commit:
    """A commit from its object."""
    text = content.decode("utf-8", "replace")
    head, _, message = text.partition("\n\n")
    fields: dict[str, str] = {}
    parents = []
    for line in head.split("\n"):
        key, _, value = line.partition(" ")
        if key == "parent":
            parents.append(value)
        elif key:
            fields.setdefault(key, value)
    return Commit(
        id=oid,
        tree=fields["tree"],
        parents=tuple(parents),
        author=_person(fields.get("author", "")),
        committer=_person(fields.get("committer", "")),
        message=message,
    )


def serialize_commit(
    tree: str, parents: tuple[str, ...], message: str, author: Person, committer: Person
) -> bytes:
    """The commit object."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {author}", f"committer {committer}", "", message.rstrip("\n") + "\n"]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def identity(role: str, config: Mapping[str, str], environ: Mapping[str, str]) -> Person:
    """The configured person, or the bot where nobody is configured, at the present time.

    Args:
        role: ``author`` or ``committer``.
        config: git's configuration by lower-case key.
        environ: environment variables; ``GIT_<ROLE>_NAME``, ``_EMAIL`` and ``_DATE`` win.
    """
    prefix = f"GIT_{role.upper()}_"
    name = environ.get(f"{prefix}NAME") or config.get(f"{role}.name") or config.get("user.name")
    address = (
        environ.get(f"{prefix}EMAIL") or config.get(f"{role}.email") or config.get("user.email")
    )
    at, zone = _when(environ.get(f"{prefix}DATE"))
    return Person(
        name=_without_marks(name or "") or BOT_NAME,
        email=_without_marks(address or "") or BOT_EMAIL,
        at=at,
        zone=zone,
    )


def _without_marks(text: str) -> str:
    return re.sub(r"[<>\n\0]", "", text).strip(" .,:;\"'\\")


def _person(line: str) -> Person:
    match = _PERSON.fullmatch(line)
    if match is None:
        return Person(name=line, email="", at=0)
    return Person(name=match["name"], email=match["email"], at=int(match["at"]), zone=match["zone"])


def _when(given: str | None) -> tuple[int, str]:
    if not given:
        now = time.time()
        return int(now), _offset(time.localtime(now).tm_gmtoff)
    stamp = _STAMP.fullmatch(given.strip())
    if stamp is not None:
        return int(stamp["at"]), stamp["zone"] or "+0000"
    moment = _moment(given.strip())
    offset = moment.utcoffset()
    return int(moment.timestamp()), _offset(int(offset.total_seconds()) if offset else 0)


def _moment(text: str) -> datetime:
    for read in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.astimezone()
    raise RepositoryError(f"the date {text!r} in GIT_AUTHOR_DATE or GIT_COMMITTER_DATE is no date")


def _offset(seconds: int) -> str:
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}{minutes % 60:02d}"


def environment_of(author: Person, committer: Person) -> dict[str, str]:
    """The variables that make a git command write exactly these persons."""
    return {
        f"GIT_{role}_{part}": value
        for role, one in (("AUTHOR", author), ("COMMITTER", committer))
        for part, value in (
            ("NAME", one.name),
            ("EMAIL", one.email),
            ("DATE", f"@{one.at} {one.zone}"),
        )
    }


def current_identity(role: str, config: Mapping[str, str]) -> Person:
    """``identity`` in this process's environment."""
    return identity(role, config, os.environ)
