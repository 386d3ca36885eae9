"""What ``tools/list`` shows: built-ins, and learned tools within the operator's budget."""

import base64
import binascii
from collections.abc import Mapping, Sequence

from mcp import types
from mcp.shared.exceptions import MCPError

from chotu_bot.calling.following import Shelf
from chotu_bot.errors import NotFoundError, RepositoryError, ToolFailedError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.definitions import definition

PAGE = 200
_MARK = b"after:"


class Listing:
    """The list of one state of the catalogue; made anew when the catalogue has moved."""

    def __init__(self, bot: Bot, built_ins: Sequence[types.Tool]) -> None:
        self._bot = bot
        self._built_ins = tuple(built_ins)
        self._made: tuple[tuple[Shelf, int], tuple[types.Tool, ...]] | None = None

    def tools(self) -> tuple[types.Tool, ...]:
        """Every tool that is listed, by name; the same for every client."""
        now = (self._bot.catalog.shelf, self._bot.turns)
        if self._made is None or self._made[0] != now:
            learned = (self._definition(name) for name in self._chosen())
            listed = [*self._built_ins, *filter(None, learned)]
            self._made = (now, tuple(sorted(listed, key=lambda one: one.name)))
        return self._made[1]

    def page(self, cursor: str | None) -> types.ListToolsResult:
        """One page; a cursor stays good while tools come and go.

        Raises:
            MCPError: for a cursor that is none of ours.
        """
        after = _after(cursor)
        rest = [one for one in self.tools() if one.name > after]
        more = _cursor(rest[PAGE - 1].name) if len(rest) > PAGE else None
        return types.ListToolsResult(tools=rest[:PAGE], next_cursor=more)

    def _chosen(self) -> list[str]:
        settings = self._bot.settings
        if settings.expose == "none":
            return []
        pinned = self._bot.pinned()
        names = [one for one in self._bot.in_service() if settings.expose == "all" or one in pinned]
        uses: Mapping[str, int] = self._bot.uses()
        names.sort(key=lambda one: (one not in pinned, -uses.get(one, 0), one))
        return names[: settings.listed_tools]

    def _definition(self, name: str) -> types.Tool | None:
        try:
            return definition(self._bot.served(name).record)
        except (NotFoundError, RepositoryError, ToolFailedError):
            return None  # it says so itself when it is called, and in the server's health


def _cursor(name: str) -> str:
    return base64.urlsafe_b64encode(_MARK + name.encode()).decode()


def _after(cursor: str | None) -> str:
    if cursor is None:
        return ""
    try:
        mark, found = base64.b64decode(cursor, b"-_", validate=True), True
    except (binascii.Error, ValueError):
        mark, found = b"", False
    if not found or not mark.startswith(_MARK):
        raise MCPError(types.INVALID_PARAMS, "that cursor is not one of this server's")
    return mark.removeprefix(_MARK).decode("utf-8", "replace")
