"""Built-ins that learn: ``learn``, ``submit_tool`` and their kin, and ``rollback``."""

import functools
from collections.abc import Mapping
from typing import Any

import anyio
import anyio.to_thread
from mcp import types

from chotu_bot.domain.answers import Exists, Improvement, Landed, NoGenerator, Proposed
from chotu_bot.domain.contract import Example
from chotu_bot.domain.documents import improvement_json
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import NotFoundError, RepositoryError, ToolFailedError
from chotu_bot.serving.approval import Approval
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.builtin import (
    ADDS,
    FREE,
    NAME,
    STATUS,
    TAKES_BACK,
    TEXT,
    BuiltIn,
    Reply,
    built_in,
)
from chotu_bot.serving.definitions import definition, example_call, wire
from chotu_bot.serving.jobs import Job, Jobs, Work
from chotu_bot.serving.results import answered, document
from chotu_bot.serving.visit import Visit
from chotu_bot.serving.watch import Watch

_PROGRESS_SECONDS = 5.0
_GOOD = frozenset(
    {"exists", "landed", "proposed", "queued", "running", "done", "filled", "diagnosed"}
)
_LARGEST_FILE = 256 * 2**10
_WAIT: dict[str, Any] = {
    "type": "number",
    "minimum": 0,
    "maximum": 3600,
    "description": "Seconds to wait for the answer; after that a job_id is returned.",
}
_FORCE: dict[str, Any] = {
    "type": "boolean",
    "default": False,
    "description": "Propose a new version of the tool that does it already.",
}
_ANY: dict[str, Any] = {
    "anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "array", "object")],
    "description": "The result of the call; any JSON value but null.",
}
_EXAMPLES: dict[str, Any] = {
    "type": "array",
    "maxItems": 10,
    "items": {
        "type": "object",
        "properties": {"arguments": {"type": "object"}, "result": _ANY},
        "required": ["arguments", "result"],
        "additionalProperties": False,
    },
    "description": "Calls and their results; they become tests that are never given up.",
}
_ERROR: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 10_000,
    "description": "The error as you saw it.",
}
_LATEST = "Of the failing call; without them the latest such failure in the journal is taken."
_MEND = "send tool and tests with submit_tool under the tool's name, with force"
_FILE: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": _LARGEST_FILE}


class Learning:
    """What changes the set of tools. All of it runs as jobs, one at a time."""

    def __init__(self, bot: Bot, jobs: Jobs, watch: Watch) -> None:
        self._bot = bot
        self._jobs = jobs
        self._watch = watch
        self._approval = Approval(bot, jobs, watch)

    def built_ins(self) -> tuple[BuiltIn, ...]:
        """All six."""
        request = {**TEXT, "description": "What the tool should do, in the asker's own words."}
        shared = {"request": request, "name": NAME, "force": _FORCE, "wait": _WAIT}
        learns = functools.partial(built_in, result=STATUS, hints=ADDS, scope="learn")
        return (
            learns(
                "learn",
                "Have a tool written, tested and landed for a request that no tool serves; "
                "returns its definition and how to call it now.",
                self._learn,
                properties={**shared, "examples": _EXAMPLES},
                required=("request",),
            ),
            learns(
                "submit_tool",
                "Send a tool and its pytest tests that you wrote through the same gate; the "
                "findings come back, mend them and send again.",
                self._submit,
                properties={**shared, "tool": _FILE, "tests": _FILE},
                required=("request", "tool", "tests"),
            ),
            learns(
                "handle_unknown_command",
                "Do a command with a known tool where its arguments can be read from the text, "
                "else learn a tool for it.",
                self._unknown,
                properties={"command": TEXT, "wait": _WAIT},
                required=("command",),
            ),
            learns(
                "handle_tool_failure",
                "Report a call that failed: it says whose fault it was, and where it was the "
                "tool's own, has it mended; the call becomes a test.",
                self._failure,
                properties={
                    "tool": NAME,
                    "error": _ERROR,
                    "intent": {**TEXT, "description": "What the call was for."},
                    "arguments": {**FREE, "description": _LATEST},
                    "wait": _WAIT,
                },
                required=("tool", "error", "intent"),
            ),
            learns(
                "manual_learn_capability",
                "Learn a capability that somebody asks for by description, as learn does.",
                self._manual,
                properties={"description": TEXT, "force": _FORCE, "wait": _WAIT},
                required=("description",),
            ),
            learns(
                "rollback",
                "Take a tool back to its version before, or to a named one, as a new commit.",
                self._rollback,
                properties={"name": NAME, "to": {"type": "string"}, "reason": TEXT},
                required=("name",),
                hints=TAKES_BACK,
            ),
        )

    async def _learn(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        text, name = str(arguments["request"]), _optional(arguments.get("name"))
        examples = _examples(arguments.get("examples", []))
        force = arguments.get("force") is True

        def work() -> Mapping[str, Json]:
            return self._told(self._bot.learn(text, examples, name, force=force))

        return await self._as_job(visit, arguments, "learn", text, work)

    async def _submit(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        text, name = str(arguments["request"]), _optional(arguments.get("name"))
        tool, tests = str(arguments["tool"]), str(arguments["tests"])
        force = arguments.get("force") is True

        def work() -> Mapping[str, Json]:
            return self._told(self._bot.submit(tool, tests, text, name, force=force))

        return await self._as_job(visit, arguments, "submit_tool", text, work)

    async def _unknown(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        text = str(arguments["command"])

        def work() -> Mapping[str, Json]:
            answer = self._bot.handle_unknown_command(text)
            return document(answer) if isinstance(answer, Mapping) else self._told(answer)

        return await self._as_job(visit, arguments, "handle_unknown_command", text, work)

    async def _failure(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        tool, error = str(arguments["tool"]), str(arguments["error"])
        given: Any = arguments.get("arguments")

        def work() -> Mapping[str, Json]:
            intent = str(arguments["intent"])
            answer = self._bot.handle_tool_failure(tool, error, intent, given)
            told = self._told(answer)
            return {**told, "advice": _MEND} if isinstance(answer, NoGenerator) else told

        return await self._as_job(visit, arguments, "handle_tool_failure", tool, work)

    async def _manual(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        text, force = str(arguments["description"]), arguments.get("force") is True

        def work() -> Mapping[str, Json]:
            return self._told(self._bot.learn(text, (), None, force=force))

        return await self._as_job(visit, arguments, "manual_learn_capability", text, work)

    async def _rollback(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        name = str(arguments["name"])
        to, reason = _optional(arguments.get("to")), str(arguments.get("reason", ""))

        def work() -> Mapping[str, Json]:
            done = self._bot.rollback(name, to, reason)
            self._watch.look()
            return {
                "status": "done",
                "name": done.name,
                "before": done.before,
                "after": done.after,
                "commit": done.commit,
            }

        return await self._as_job(visit, arguments, "rollback", name, work)

    async def _as_job(
        self, visit: Visit, arguments: Mapping[str, Json], kind: str, title: str, work: Work
    ) -> Reply:
        if visit.state:
            return await self._approval.answer(visit)
        job = self._jobs.start(kind, title, work)
        wait = arguments.get("wait")
        seconds = wait if isinstance(wait, int | float) else self._bot.settings.learning_wait
        await self._follow(visit, job, seconds)
        reply = self._reply(job)
        return await self._approval.ask(visit, job) or reply

    async def _follow(self, visit: Visit, job: Job, seconds: float) -> None:
        """Wait for the job, and say at least every five seconds how far it is."""
        told = 0
        with anyio.move_on_after(seconds):
            while not job.finished:
                with anyio.move_on_after(_PROGRESS_SECONDS):
                    await job.changed.wait()
                told += 1
                latest = job.stages[-1] if job.stages else job.state
                await visit.session.report_progress(told, None, latest)

    def _reply(self, job: Job) -> types.CallToolResult:
        value: dict[str, Json] = {"status": job.state, "job_id": job.id, **(job.result or {})}
        if job.error:
            value["error"] = job.error
        if not job.finished:
            value["advice"] = "it goes on; ask job_status for it, or read chotu://jobs/" + job.id
        return answered(value, is_error=value["status"] not in _GOOD)

    def _told(self, answer: Improvement) -> Mapping[str, Json]:
        """The answer for an agent: with the definition, and how to call it in this very turn."""
        self._watch.look()
        value = document(improvement_json(answer))
        value.pop("call", None)
        match answer:
            case Landed() | Exists():
                return {**value, **self._definition(answer.contract.name)}
            case Proposed():
                seal = self._bot.proposal(answer.contract.name).seal
                return {**value, "seal": seal}
            case _:
                return value

    def _definition(self, name: str) -> dict[str, Json]:
        try:
            record = self._bot.served(name).record
        except (NotFoundError, RepositoryError, ToolFailedError) as error:
            return {"not_served": str(document({"why": str(error)})["why"])}
        return {"definition": wire(definition(record)), "call_now": example_call(record)}


def _optional(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _examples(value: Any) -> tuple[Example, ...]:
    return tuple(Example(arguments=one["arguments"], result=one["result"]) for one in value)
