"""The doors: who may knock (Host, Origin), how often, and what is written down of it."""

import time
from collections import OrderedDict
from collections.abc import Callable

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chotu_bot.serving.faults import log

Observe = Callable[[str, int], None]
"""Told of each answer: path and status."""
_CALLERS = 10_000


class HostAndOrigin:
    """Refuses what a page in a browser, or a name pointed at us, would send (421, 403)."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = {f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http":
            headers = HTTPConnection(scope).headers
            if headers.get("host") not in self._hosts:
                await PlainTextResponse("Misdirected request", 421)(scope, receive, send)
                return
            origin = headers.get("origin")
            if origin is not None and origin not in self._origins:
                await PlainTextResponse("Foreign origin", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class RateLimit:
    """So many requests a minute for each token, or address where there is none (429)."""

    def __init__(
        self, app: ASGIApp, per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._rate = per_minute / 60
        self._burst = float(per_minute)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and self._rate and not self._take(_caller(scope)):
            headers = {"Retry-After": str(max(1, round(1 / self._rate)))}
            await PlainTextResponse("Too many requests", 429, headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _take(self, caller: str) -> bool:
        now = self._clock()
        left, since = self._buckets.pop(caller, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        allowed = left >= 1
        self._buckets[caller] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _CALLERS:
            self._buckets.popitem(last=False)
        return allowed


class Written:
    """One line for each request: method, path, status, seconds, who."""

    def __init__(self, app: ASGIApp, observe: Observe) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._observe(scope["path"], status)
            took = time.monotonic() - began
            log.info(
                "http method=%s path=%s status=%d seconds=%.3f by=%s",
                scope["method"],
                repr(scope["path"][:100]),
                status,
                took,
                _caller(scope),
            )


def _caller(scope: Scope) -> str:
    user = scope.get("user")
    if isinstance(user, AuthenticatedUser):
        return f"token:{user.access_token.client_id}"
    client = scope.get("client")
    return f"address:{client[0]}" if client else "address:?"
