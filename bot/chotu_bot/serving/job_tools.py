"""Built-ins about jobs: ``job_status`` and ``job_cancel``."""

import functools
from collections.abc import Mapping

from chotu_bot.domain.shapes import Json
from chotu_bot.serving.builtin import LOOKS, STATUS, TAKES_BACK, BuiltIn, Reply, built_in
from chotu_bot.serving.jobs import Jobs
from chotu_bot.serving.results import answered
from chotu_bot.serving.visit import Visit

_ID = {"job_id": {"type": "string", "pattern": "^[0-9a-f]{16}$"}}


class JobTools:
    """Asking for a job, and stopping one."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def built_ins(self) -> tuple[BuiltIn, ...]:
        """Both."""
        of_job = functools.partial(built_in, properties=_ID, required=("job_id",), result=STATUS)
        return (
            of_job(
                "job_status",
                "How far a job is that learn or another call began, and its result when done.",
                self._status,
                hints=LOOKS,
                scope="read",
            ),
            of_job(
                "job_cancel",
                "Stop a job before its next stage; nothing half-made is left behind.",
                self._cancel,
                hints=TAKES_BACK,
                scope="learn",
            ),
        )

    async def _status(self, _: Visit, arguments: Mapping[str, Json]) -> Reply:
        return answered(self._jobs.get(str(arguments["job_id"])))

    async def _cancel(self, _: Visit, arguments: Mapping[str, Json]) -> Reply:
        return answered(self._jobs.cancel(str(arguments["job_id"])))
