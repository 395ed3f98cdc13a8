"""``/data-sources/{source}/sync``, ``/upload`` and ``/preview``: asking for a source to be read."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, post
from litestar.params import FromPath, JSONBody, QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import answered
from aegis_chassis.web.openapi import API
from aegis_chassis.web.uploads import STREAMED, receive_upload
from aegis_import.application.commands.request_run import RequestRun, RequestRunCommand
from aegis_import.application.commands.upload_archive import UploadArchive, UploadArchiveCommand
from aegis_import.application.ports import UploadRoom
from aegis_import.application.queries.runs import RunDetailView, RunsReader
from aegis_import.application.queries.sources import SourcesReader
from aegis_import.entrypoints.http.requests import ReadWhere
from aegis_kernel.rights import Action, Caller, require

DryRun = Annotated[bool, QueryParameter(description="Say what would change; change nothing.")]


class Reads(Controller):
    """Reads of data sources. Each answers 202 with the run that does it."""

    path = "/data-sources/{source:str}"
    tags = ("data-sources",)

    @post("/sync", operation_id="data_sources.sync", status_code=202)
    async def sync(
        self,
        caller: CurrentCaller,
        source: FromPath[str],
        data: JSONBody[ReadWhere],
        use_case: FromDishka[RequestRun],
        sources: FromDishka[SourcesReader],
        runs: FromDishka[RunsReader],
    ) -> Response[RunDetailView]:
        """Read the source from its URL, or from another one this once."""
        return await _requested(caller, source, data, use_case, sources, runs, dry_run=False)

    @post("/preview", operation_id="data_sources.preview", status_code=202)
    async def preview(
        self,
        caller: CurrentCaller,
        source: FromPath[str],
        data: JSONBody[ReadWhere],
        use_case: FromDishka[RequestRun],
        sources: FromDishka[SourcesReader],
        runs: FromDishka[RunsReader],
    ) -> Response[RunDetailView]:
        """Say what a read from the URL would change, with samples; change nothing."""
        return await _requested(caller, source, data, use_case, sources, runs, dry_run=True)

    @post("/upload", operation_id="data_sources.upload", status_code=202, opt=STREAMED, request_max_body_size=None)
    async def upload(
        self,
        caller: CurrentCaller,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        use_case: FromDishka[UploadArchive],
        sources: FromDishka[SourcesReader],
        runs: FromDishka[RunsReader],
        room: FromDishka[UploadRoom],
        dry_run: DryRun = False,  # a query parameter
    ) -> Response[RunDetailView]:
        """Read an uploaded archive: the one file of a multipart form, or the whole body."""
        require(caller, Action.SOURCES_MANAGE)
        found = await sources.one(source)
        async with room.room() as path:
            upload = await receive_upload(request, path, limit=room.limit)
            command = UploadArchiveCommand(source_id=found.id, path=path, file_name=upload.name, dry_run=dry_run)
            run = await use_case(caller, command)
        return await _accepted(run.id, runs)


async def _requested(
    caller: Caller,
    source: str,
    data: ReadWhere,
    use_case: RequestRun,
    sources: SourcesReader,
    runs: RunsReader,
    *,
    dry_run: bool,
) -> Response[RunDetailView]:
    require(caller, Action.SOURCES_MANAGE)
    found = await sources.one(source)
    run = await use_case(caller, RequestRunCommand(source_id=found.id, url=data.url, dry_run=dry_run))
    return await _accepted(run.id, runs)


async def _accepted(run_id: Any, runs: RunsReader) -> Response[RunDetailView]:
    run = await runs.one(run_id)
    return answered(run, version=run.version, status_code=202, headers={"Location": f"{API}/import-runs/{run_id}"})
