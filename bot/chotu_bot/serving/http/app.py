"""The application: doors, tokens, the MCP endpoint, dashboard, health and metrics."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import anyio.to_thread
from mcp.server.auth.middleware.auth_context import AuthContextMiddleware
from mcp.server.auth.middleware.bearer_auth import (
    AuthenticatedUser,
    BearerAuthBackend,
    RequireAuthMiddleware,
)
from mcp.server.auth.provider import AccessToken
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from chotu_bot.errors import ConfigurationError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.faults import log
from chotu_bot.serving.http.doors import HostAndOrigin, RateLimit, Written
from chotu_bot.serving.http.meter import Meter
from chotu_bot.serving.server import Context, McpServer
from chotu_bot.serving.tokens import SCOPES, Tokens

PATH = "/mcp"
_METADATA = f"/.well-known/oauth-protected-resource{PATH}"
_OPEN: frozenset[str] = frozenset({"read", "write", "learn"})
_BODIES = 4
_PAGE_HEADERS = {
    # The page says the rest itself; frames can only be kept away from here.
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class _Verifier:
    """The SDK's view of our tokens."""

    def __init__(self, tokens: Tokens, resource: str) -> None:
        self._tokens = tokens
        self._resource = resource

    async def verify_token(self, token: str) -> AccessToken | None:
        """Who brings ``token``; None when it is no token of ours."""
        try:
            found = await anyio.to_thread.run_sync(self._tokens.verify, token)
        except ConfigurationError as error:
            log.error("nobody is let in: %s", error)
            return None
        if found is None:
            return None
        return AccessToken(
            token=found.id,
            client_id=found.id,
            scopes=list(found.scopes),
            expires_at=found.expires or None,
            resource=found.audience or self._resource,
        )


class HttpFace:
    """One repository over HTTP.

    Args:
        bot: the repository.
        tokens: who may come in; None lets everybody who can reach the port do what no person
            need approve.
        base: the server's own URL.
        hosts: what a ``Host`` header may say.
    """

    def __init__(self, bot: Bot, tokens: Tokens | None, base: str, hosts: frozenset[str]) -> None:
        self._bot = bot
        self._tokens = tokens
        self._base = base
        self._hosts = hosts
        self._meter = Meter(bot.catalog)
        self.server = McpServer(bot, self._scopes, self._meter.called)
        self.app = self._build()

    def _scopes(self, context: Context) -> frozenset[str]:
        if self._tokens is None:
            return _OPEN
        user = context.request.scope.get("user") if context.request is not None else None
        return frozenset(user.scopes) if isinstance(user, AuthenticatedUser) else frozenset()

    def _build(self) -> Starlette:
        settings = self._bot.settings
        manager = StreamableHTTPSessionManager(
            app=self.server.protocol,
            # Host and Origin are checked at the door, for every path.
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
            max_request_body_size=_BODIES * settings.max_arguments,
        )

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            async with self.server.running(), manager.run():
                yield

        endpoint: Any = StreamableHTTPASGIApp(manager)
        if self._tokens is not None:
            metadata = AnyHttpUrl(self._base + _METADATA)
            endpoint = RequireAuthMiddleware(endpoint, [], metadata)
        routes = [
            Route(PATH, endpoint=endpoint),
            Route(_METADATA, endpoint=self._metadata),
            Route("/", endpoint=self._dashboard),
            Route("/healthz", endpoint=self._health),
            Route("/metrics", endpoint=self._metrics),
        ]
        return Starlette(routes=routes, middleware=self._doors(), lifespan=lifespan)

    def _doors(self) -> list[Middleware]:
        doors = [
            Middleware(Written, self._meter.answered),
            Middleware(HostAndOrigin, self._hosts),
        ]
        if self._tokens is not None:
            resource = AnyHttpUrl(self._base + PATH)
            verifier = _Verifier(self._tokens, str(resource))
            backend = BearerAuthBackend(verifier, resource_server_url=resource)
            doors.append(Middleware(AuthenticationMiddleware, backend=backend))
            doors.append(Middleware(AuthContextMiddleware))
        doors.append(Middleware(RateLimit, self._bot.settings.requests_per_minute))
        return doors

    async def _metadata(self, _: Request) -> Response:
        """RFC 9728: what is asked of a token, and that it goes into a header."""
        value: Mapping[str, Any] = {
            "resource": self._base + PATH,
            "resource_name": "chotu-bot",
            "scopes_supported": list(SCOPES),
            "bearer_methods_supported": ["header"],
        }
        return JSONResponse(value)

    async def _health(self, _: Request) -> Response:
        shelf = self._bot.catalog.shelf
        return JSONResponse({"status": "ok", "tools": len(shelf.entries), "commit": shelf.commit})

    def _is_let_in(self, request: Request) -> bool:
        return self._tokens is None or isinstance(request.scope.get("user"), AuthenticatedUser)

    async def _dashboard(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return _no_token()
        page = await anyio.to_thread.run_sync(self._bot.dashboard)
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    async def _metrics(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return _no_token()
        return Response(self._meter.text(), media_type=CONTENT_TYPE_LATEST)


def _no_token() -> Response:
    return Response("a token is needed", 401, {"WWW-Authenticate": "Bearer"})
