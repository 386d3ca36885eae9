"""Resources: registry, audit, jobs, and of each tool its source, history and evidence."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import anyio.to_thread
from mcp import types
from mcp.shared.exceptions import MCPError

from chotu_bot.domain.names import refusal
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import NotFoundError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.broadcast import REGISTRY
from chotu_bot.serving.jobs import Jobs
from chotu_bot.serving.results import document

_JSON = "application/json"
_TOOL = re.compile(r"chotu://tools/([a-z][a-z0-9_]{0,47})/(source|history|evidence)")
_JOB = re.compile(r"chotu://jobs/([0-9a-f]{16})")
_AUDIT = "chotu://audit"
_PAGE = 200


class Resources:
    """What can be read. A URI is one of a few exact forms; nothing in it becomes a path."""

    def __init__(self, bot: Bot, jobs: Jobs) -> None:
        self._bot = bot
        self._jobs = jobs

    async def list(
        self, _: Any, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """The two that are always there."""
        _require_first(params)
        return types.ListResourcesResult(
            resources=[
                types.Resource(
                    name="registry",
                    uri=REGISTRY,
                    mime_type=_JSON,
                    description="Every learned tool, one line each.",
                ),
                types.Resource(
                    name="audit",
                    uri=_AUDIT,
                    mime_type=_JSON,
                    description="Proposals that wait, and versions that are not served.",
                ),
            ]
        )

    async def templates(
        self, _: Any, params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        """One for each thing that can be read of a tool, and of a job."""
        _require_first(params)
        kinds = {
            "source": ("text/x-python", "The code of a tool."),
            "history": (_JSON, "Every version of a tool: when, why, how sure, who approved."),
            "evidence": (_JSON, "What the gate saw before the tool landed."),
        }
        tools = [
            types.ResourceTemplate(
                name=f"tool-{kind}",
                uri_template=f"chotu://tools/{{name}}/{kind}",
                mime_type=mime,
                description=text,
            )
            for kind, (mime, text) in kinds.items()
        ]
        job = types.ResourceTemplate(
            name="job",
            uri_template="chotu://jobs/{id}",
            mime_type=_JSON,
            description="How far a job is, and its result.",
        )
        return types.ListResourceTemplatesResult(resource_templates=[*tools, job])

    async def read(
        self, _: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """One of them.

        Raises:
            MCPError: for any other URI, or a tool or job that does not exist.
        """
        reader = self._reader(params.uri)
        if reader is None:
            raise _not_found(params.uri)
        try:
            mime, text = await anyio.to_thread.run_sync(reader)
        except NotFoundError as error:
            raise _not_found(params.uri) from error
        content = types.TextResourceContents(uri=params.uri, mime_type=mime, text=text)
        return types.ReadResourceResult(contents=[content])

    def _reader(self, uri: str) -> Callable[[], tuple[str, str]] | None:
        if uri == REGISTRY:
            return lambda: _as_json({"tools": [one.to_json() for one in self._bot.rows()]})
        if uri == _AUDIT:
            return lambda: _as_json(self._audit())
        if job := _JOB.fullmatch(uri):
            return partial(self._of_job, job[1])
        tool = _TOOL.fullmatch(uri)
        if tool is not None and refusal(tool[1]) is None:
            return partial(self._of_tool, tool[1], tool[2])
        return None

    def _of_job(self, identifier: str) -> tuple[str, str]:
        return _as_json(self._jobs.get(identifier))

    def _of_tool(self, name: str, kind: str) -> tuple[str, str]:
        match kind:
            case "source":
                return "text/x-python", self._bot.catalog.served(name).tool.source.decode()
            case "history":
                versions = [one.to_json() for one in self._bot.history(name)]
                return _as_json({"name": name, "versions": [*versions]})
            case _:
                return _as_json(self._bot.evidence(name))

    def _audit(self) -> Mapping[str, Json]:
        shelf = self._bot.catalog.shelf
        waiting: list[Json] = [
            {"name": one.name, "version": one.record.version, "branch": one.branch}
            for one in self._bot.proposals()
        ]
        return {
            "commit": shelf.commit,
            "tools": len(shelf.entries),
            "proposals": waiting,
            "not_served": dict(shelf.problems),
        }


def _as_json(value: Mapping[str, Json]) -> tuple[str, str]:
    return _JSON, json.dumps(document(value), ensure_ascii=False)


def _require_first(params: types.PaginatedRequestParams | None) -> None:
    if params is not None and params.cursor is not None:
        raise MCPError(types.INVALID_PARAMS, "that cursor is not one of this server's")


def _not_found(uri: str) -> MCPError:
    return MCPError(types.INVALID_PARAMS, "Resource not found", {"uri": uri[:200]})
