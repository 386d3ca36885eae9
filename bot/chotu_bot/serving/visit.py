"""One request of one client: who asks, what it may, and how it hears of progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mcp import types

if TYPE_CHECKING:
    from mcp.server.session import ServerSession

Scope = Literal["read", "write", "learn", "approve"]
"""``read``: look, and call what changes nothing. ``write``: call the rest. ``learn``: have tools
written and taken back. ``approve``: land a proposal on a person's word."""
ALL: frozenset[Scope] = frozenset({"read", "write", "learn", "approve"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a handler needs to know beside the arguments."""

    session: "ServerSession"
    scopes: frozenset[str]
    responses: Mapping[str, types.InputResponse]
    """What a person answered to what an earlier try of this call asked."""
    state: str
    """What we gave the client to bring back with them; never trusted."""

    def lacks(self, scope: Scope) -> str | None:
        """Why the client may not do this; None when it may."""
        if scope in self.scopes:
            return None
        return f"this token may not {scope}; make one: chotu-bot token create --scope {scope}"
