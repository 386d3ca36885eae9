"""Approval by a person at the client: asked by elicitation, bound to what was shown."""

import json

import anyio.to_thread
from mcp import types
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import ChotuError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.builtin import Reply
from chotu_bot.serving.definitions import definition, example_call, wire
from chotu_bot.serving.jobs import Job, Jobs
from chotu_bot.serving.results import answered, document, refused
from chotu_bot.serving.visit import Visit
from chotu_bot.serving.watch import Watch

_KEY = "approve"
_SCHEMA = {
    "type": "object",
    "properties": {
        _KEY: {"type": "boolean", "title": "Land this tool", "description": "Or leave it pending."}
    },
    "required": [_KEY],
}


class Approval:
    """Asks the person at the client; where that cannot be, the proposal stays pending."""

    def __init__(self, bot: Bot, jobs: Jobs, watch: Watch) -> None:
        self._bot = bot
        self._jobs = jobs
        self._watch = watch

    async def ask(self, visit: Visit, job: Job) -> Reply | None:
        """Ask about what the job proposed; None where there is nothing, or nobody, to ask."""
        result = job.result or {}
        if result.get("status") != "proposed" or visit.lacks("approve") is not None:
            return None
        capabilities = visit.session.client_capabilities
        if capabilities is None or capabilities.elicitation is None:
            return None
        message = self._message(result)
        if visit.session.protocol_version in MODERN_PROTOCOL_VERSIONS:
            parameters = types.ElicitRequestFormParams(message=message, requested_schema=_SCHEMA)
            request = types.ElicitRequest(params=parameters)
            return types.InputRequiredResult(input_requests={_KEY: request}, request_state=job.id)
        said = await visit.session.elicit_form(message, _SCHEMA)
        return await self._decided(job.id, said)

    async def answer(self, visit: Visit) -> Reply:
        """The client is back with what the person said."""
        reason = visit.lacks("approve")
        if reason is not None:
            return refused(reason)
        said = visit.responses.get(_KEY)
        if not isinstance(said, types.ElicitResult):
            return refused("the answer to the question is missing")
        return await self._decided(visit.state, said)

    async def _decided(self, identifier: str, said: types.ElicitResult) -> Reply:
        told = self._jobs.get(identifier)
        result = told.get("result")
        if not isinstance(result, dict) or result.get("status") != "proposed":
            return refused("there is nothing to approve")
        if said.action != "accept" or (said.content or {}).get(_KEY) is not True:
            return answered({**result, "approval": "not given; it stays pending"})
        return await anyio.to_thread.run_sync(self._land, result)

    def _land(self, proposed: dict[str, Json]) -> Reply:
        tool = proposed["tool"]
        name = str(tool["name"]) if isinstance(tool, dict) else ""
        try:
            landing = self._bot.approve(name, str(proposed["seal"]))
        except ChotuError as error:
            return refused(f"it was not landed: {document({'why': str(error)})['why']}")
        self._watch.look()
        record = self._bot.catalog.served(name).record
        return answered(
            {
                "status": "landed",
                "tool": tool,
                "commit": landing.commit,
                "branch": landing.branch,
                "definition": wire(definition(record)),
                "call_now": example_call(record),
            }
        )

    def _message(self, result: "dict[str, Json] | object") -> str:
        value = result if isinstance(result, dict) else {}
        tool = value.get("tool", {})
        about = tool if isinstance(tool, dict) else {}
        permissions = json.dumps(about.get("permissions", {}))
        return (
            f"Land the tool {about.get('name')} {about.get('version')}?\n"
            f"{about.get('summary')}\n"
            f"It may: {permissions} (risk {about.get('risk')}).\n"
            f"It waits because {value.get('why')}."
        )
