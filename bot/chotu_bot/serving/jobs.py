"""Learning that outlives the call that asked for it: jobs, kept on disk."""

import asyncio
import json
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import anyio
import anyio.abc
import anyio.to_thread

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import CallCancelledError, ChotuError, NotFoundError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.faults import fault
from chotu_bot.serving.results import document
from chotu_bot.vcs.locks import own_folder

State = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
FINISHED = frozenset({"done", "failed", "cancelled", "interrupted"})
_ID = re.compile(r"[0-9a-f]{16}")
_KEPT = 200
_STAGES = 200


@dataclass(slots=True)
class Job:
    """One piece of learning, from the moment it is asked for."""

    id: str
    kind: str
    title: str
    state: State = "queued"
    stages: list[str] = field(default_factory=list)
    result: Mapping[str, Json] | None = None
    error: str = ""
    asked_to_stop: bool = False
    changed: anyio.Event = field(default_factory=anyio.Event)

    @property
    def finished(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in FINISHED

    def to_json(self) -> dict[str, Json]:
        """What a client is told of it."""
        told: dict[str, Json] = {
            "job_id": self.id,
            "kind": self.kind,
            "title": self.title,
            "status": self.state,
            "stages": [*self.stages[-20:]],
        }
        if self.result is not None:
            told["result"] = dict(self.result)
        return {**told, "error": self.error} if self.error else told

    def tell(self) -> None:
        """Wake whoever follows it."""
        self.changed.set()
        self.changed = anyio.Event()


Work = Callable[[], Mapping[str, Json]]


class Jobs:
    """The jobs of one server: one learns at a time, the others wait for their turn.

    Two clients that ask for the same thing at once thereby get one tool: the second finds what
    the first has learned.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._folder = bot.state_folder / "jobs"
        self._jobs: dict[str, Job] = {}
        self._turn = anyio.CapacityLimiter(1)
        self._group: anyio.abc.TaskGroup | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self, group: anyio.abc.TaskGroup) -> None:
        """Work in ``group`` from now on; jobs that an earlier server left are interrupted."""
        self._group = group
        self._loop = asyncio.get_running_loop()
        own_folder(self._folder.parent)
        self._folder.mkdir(exist_ok=True)
        paths = sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for path in paths[:-_KEPT]:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop before the next stage; the next server calls these jobs interrupted."""
        for job in self._jobs.values():
            job.asked_to_stop = True

    def start(self, kind: str, title: str, work: Work) -> Job:
        """Queue ``work``; it goes on whatever becomes of the client."""
        if self._group is None:
            raise ChotuError("the server is not running")
        job = Job(secrets.token_hex(8), kind, title[:200])
        self._jobs[job.id] = job
        self._save(job)
        self._group.start_soon(self._run, job, work)
        return job

    def get(self, identifier: str) -> Mapping[str, Json]:
        """What is known of a job, also of one that an earlier server ran.

        Raises:
            NotFoundError: when there is no such job.
        """
        job = self._jobs.get(identifier)
        if job is not None:
            return job.to_json()
        if not _ID.fullmatch(identifier):
            raise NotFoundError("there is no such job; a job id has 16 digits of 0-9 and a-f")
        try:
            told = json.loads((self._folder / f"{identifier}.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise NotFoundError(f"there is no job {identifier}") from error
        if told.get("status") not in FINISHED:
            told["status"] = "interrupted"
            told["error"] = "the server that ran it has ended; ask again"
        return document(told)

    def cancel(self, identifier: str) -> Mapping[str, Json]:
        """Stop a job before its next stage; what is finished stays as it is.

        Raises:
            NotFoundError: when this server runs no such job.
        """
        job = self._jobs.get(identifier)
        if job is None:
            return self.get(identifier)
        job.asked_to_stop = True
        if job.state == "queued":
            self._end(job, "cancelled")
        return job.to_json()

    async def _run(self, job: Job, work: Work) -> None:
        async with self._turn:
            if job.finished:
                return
            job.state = "running"
            job.tell()
            try:
                result = await anyio.to_thread.run_sync(self._work, job, work)
            except CallCancelledError:
                self._end(job, "cancelled")
            except ChotuError as error:
                job.error = str(document({"error": str(error)})["error"])
                self._end(job, "failed")
            except Exception as error:  # noqa: BLE001 - a job never ends the server
                job.error = fault(f"job {job.kind}", error)
                self._end(job, "failed")
            else:
                job.result = result
                self._end(job, "done")

    def _work(self, job: Job, work: Work) -> Mapping[str, Json]:
        """In a worker thread."""
        own = threading.get_ident()

        def stage(name: str, result: str) -> None:
            if threading.get_ident() != own:
                return  # a call of another client tells of itself, not of this job
            if job.asked_to_stop:
                raise CallCancelledError("the job was cancelled")
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._staged, job, f"{name}: {result}")

        self._bot.listen(stage)
        try:
            return work()
        finally:
            self._bot.listen(None)

    def _staged(self, job: Job, line: str) -> None:
        job.stages.append(str(document({"line": line[:300]})["line"]))
        del job.stages[:-_STAGES]
        job.tell()

    def _end(self, job: Job, state: State) -> None:
        job.state = state
        self._save(job)
        job.tell()
        for old in list(self._jobs)[:-_KEPT]:
            if self._jobs[old].finished:
                del self._jobs[old]

    def _save(self, job: Job) -> None:
        path = self._folder / f"{job.id}.json"
        temporary = path.with_suffix(".part")
        temporary.write_text(json.dumps({**job.to_json(), "at": time.time()}), "utf-8")
        os.replace(temporary, path)  # noqa: PTH105 - as everywhere: whole or not at all
