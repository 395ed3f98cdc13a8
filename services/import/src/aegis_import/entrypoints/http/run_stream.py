"""``/import-runs/{id}/stream``: a run as it goes on, as server-sent events."""

from collections.abc import AsyncGenerator
from uuid import UUID

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.streams import Streams
from aegis_import.application.queries.runs import RunsReader
from aegis_import.domain.words import ENDED
from aegis_kernel.rights import Action, require

_encode = msgspec.json.Encoder().encode


@get("/import-runs/{run_id:uuid}/stream", operation_id="import_runs.stream", tags=["import-runs"])
async def stream_run(
    caller: CurrentCaller, run_id: FromPath[UUID], runs: FromDishka[RunsReader], streams: FromDishka[Streams]
) -> Stream:
    """The run whenever it changes, as events named ``run``; ends with the run."""
    require(caller, Action.SOURCES_READ)
    await runs.one(run_id)
    return streams.response_of(_frames(run_id, runs, streams))


async def _frames(run_id: UUID, runs: RunsReader, streams: Streams) -> AsyncGenerator[bytes, None]:
    """Both are the process's own, and the reader takes a connection for each read alone: a stream holds none."""
    told = -1
    async for rung in streams.bells():
        if not rung:
            yield b": still here\n\n"
            continue
        run = await runs.one(run_id)
        if run.version != told:
            told = run.version
            yield b"id: %d\nevent: run\ndata: %s\n\n" % (run.version, _encode(run))
        if run.state in ENDED:
            return
