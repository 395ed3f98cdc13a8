"""``/import-runs/{id}/stream``: a run as it goes on, as server-sent events."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import get
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from aegis_chassis.web.authentication import CurrentCaller
from aegis_import.application.ports import RunBells
from aegis_import.application.queries.runs import RunsReader
from aegis_import.domain.words import ENDED
from aegis_kernel.rights import Action, require

KEEP_ALIVE_SECONDS = 15.0

_encode = msgspec.json.Encoder().encode


@get("/import-runs/{run_id:uuid}/stream", operation_id="import_runs.stream", tags=["import-runs"])
async def stream_run(
    caller: CurrentCaller, run_id: FromPath[UUID], runs: FromDishka[RunsReader], bells: FromDishka[RunBells]
) -> ServerSentEvent:
    """The run's view whenever it changes, as events named ``run``; ends with the run."""
    require(caller, Action.SOURCES_READ)
    await runs.one(run_id)
    return ServerSentEvent(_changes(run_id, runs, bells), headers={"X-Accel-Buffering": "no"})


async def _changes(run_id: UUID, runs: RunsReader, bells: RunBells) -> AsyncIterator[ServerSentEventMessage]:
    """Both ports are the process's own and take a connection for each read alone: a stream holds none."""
    told = -1
    with bells.bell(str(run_id)) as bell:
        while True:
            run = await runs.one(run_id)
            if run.version != told:
                told = run.version
                yield ServerSentEventMessage(data=_encode(run).decode(), event="run", id=run.version)
            if run.state in ENDED:
                return
            if not await bell.wait(KEEP_ALIVE_SECONDS):
                yield ServerSentEventMessage(comment="still here")
