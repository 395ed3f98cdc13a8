"""``/data-sources``: the configured feeds, and reading them. A source is named by its id or by its name."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET
from msgspec.structs import asdict

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import Domain
from aegis_import.application.commands.create_source import CreateSource, CreateSourceCommand
from aegis_import.application.commands.edit_source import EditSource, EditSourceCommand
from aegis_import.application.commands.set_schedule import SetSchedule, SetScheduleCommand
from aegis_import.application.queries.sources import SOURCE_SORTS, SourcesReader, SourceStats, SourceView
from aegis_import.domain.source import SourceSettings
from aegis_import.entrypoints.http.requests import NewSchedule, NewSource, SourceChanges
from aegis_kernel.rights import Action, require

Words = Annotated[list[str] | None, QueryParameter(description="Several mean or.")]
Domains = Annotated[list[Domain] | None, QueryParameter(description="ATT&CK's domains; several mean or.")]
Text = Annotated[str | None, QueryParameter(description="What the name holds.", max_length=100)]


class DataSources(Controller):
    """Data sources."""

    path = "/data-sources"
    tags = ("data-sources",)

    @get("/", operation_id="data_sources.list")
    async def list_sources(
        self,
        caller: CurrentCaller,
        paging: Pages,
        sources: FromDishka[SourcesReader],
        upstream: Words = None,
        domain: Domains = None,
        enabled: FromQuery[bool | None] = None,
        q: Text = None,
    ) -> PageView[SourceView]:
        """The configured data sources, each with its newest run."""
        require(caller, Action.SOURCES_READ)
        given: dict[str, Any] = {"upstream": upstream, "domain": domain, "enabled": enabled, "q": q}
        filters = {name: value for name, value in given.items() if value is not None}
        return paging.answer(await sources.page(paging.request(SOURCE_SORTS, default="name"), filters))

    @get("/{source:str}", operation_id="data_sources.get")
    async def get_source(
        self, caller: CurrentCaller, source: FromPath[str], sources: FromDishka[SourcesReader]
    ) -> Response[SourceView]:
        """One data source."""
        require(caller, Action.SOURCES_READ)
        found = await sources.one(source)
        return answered(found, version=found.version)

    @get("/{source:str}/stats", operation_id="data_sources.stats")
    async def get_stats(
        self, caller: CurrentCaller, source: FromPath[str], sources: FromDishka[SourcesReader]
    ) -> SourceStats:
        """What a data source has given so far."""
        require(caller, Action.SOURCES_READ)
        return await sources.stats(source)

    @post("/", operation_id="data_sources.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[NewSource],
        use_case: FromDishka[CreateSource],
        sources: FromDishka[SourcesReader],
    ) -> Response[SourceView]:
        """Make a data source."""
        settings = SourceSettings(
            url=data.url,
            more_urls=data.more_urls,
            priority=data.priority,
            enabled=data.enabled,
            release=data.release,
            withdraw_limit_percent=data.withdraw_limit_percent,
        )
        command = CreateSourceCommand(
            name=data.name, upstream=data.upstream, domain=data.domain, format=data.format, settings=settings
        )
        made = await use_case(caller, command)
        view = await sources.one(str(made.id))
        return created(view, version=view.version, location=f"{API}/data-sources/{made.id}")

    @patch("/{source:str}", operation_id="data_sources.edit")
    async def edit(
        self,
        caller: CurrentCaller,
        source: FromPath[str],
        data: JSONBody[SourceChanges],
        if_match: IfMatch,
        use_case: FromDishka[EditSource],
        sources: FromDishka[SourcesReader],
    ) -> Response[SourceView]:
        """Change a data source's settings."""
        changes = {name: value for name, value in asdict(data).items() if value is not UNSET}
        return await self._edited(caller, source, changes, if_match, use_case, sources)

    @post("/{source:str}/enable", operation_id="data_sources.enable", status_code=200)
    async def enable(
        self,
        caller: CurrentCaller,
        source: FromPath[str],
        if_match: IfMatch,
        use_case: FromDishka[EditSource],
        sources: FromDishka[SourcesReader],
    ) -> Response[SourceView]:
        """Switch a data source on."""
        return await self._edited(caller, source, {"enabled": True}, if_match, use_case, sources)

    @post("/{source:str}/disable", operation_id="data_sources.disable", status_code=200)
    async def disable(
        self,
        caller: CurrentCaller,
        source: FromPath[str],
        if_match: IfMatch,
        use_case: FromDishka[EditSource],
        sources: FromDishka[SourcesReader],
    ) -> Response[SourceView]:
        """Switch a data source off: it is not read, what it gave stays."""
        return await self._edited(caller, source, {"enabled": False}, if_match, use_case, sources)

    @put("/{source:str}/schedule", operation_id="data_sources.schedule")
    async def schedule(
        self,
        caller: CurrentCaller,
        source: FromPath[str],
        data: JSONBody[NewSchedule],
        if_match: IfMatch,
        use_case: FromDishka[SetSchedule],
        sources: FromDishka[SourcesReader],
    ) -> Response[SourceView]:
        """Say when a data source is read by itself, or that it is not."""
        require(caller, Action.SOURCES_MANAGE)
        found = await sources.one(source)
        command = SetScheduleCommand(source_id=found.id, version=if_match, rule=data.rule, zone=data.zone)
        await use_case(caller, command)
        view = await sources.one(str(found.id))
        return answered(view, version=view.version)

    async def _edited(
        self,
        caller: Any,
        source: str,
        changes: dict[str, Any],
        version: int,
        use_case: EditSource,
        sources: SourcesReader,
    ) -> Response[SourceView]:
        require(caller, Action.SOURCES_MANAGE)
        found = await sources.one(source)
        await use_case(caller, EditSourceCommand(source_id=found.id, version=version, changes=changes))
        view = await sources.one(str(found.id))
        return answered(view, version=view.version)
