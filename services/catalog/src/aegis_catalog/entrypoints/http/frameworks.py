"""Frameworks, their controls and mappings over HTTP."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.compliance.queries.controls import (
    ControlDetail,
    ControlFilters,
    ControlRow,
    Controls,
    MappingFilters,
    MappingRow,
)
from aegis_catalog.application.compliance.queries.frameworks import (
    FrameworkDetail,
    FrameworkFilters,
    FrameworkRow,
    Frameworks,
    NonMappableRow,
)
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Words, YesNo, several
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"slug": str, "name": str}
LABELS = {"label": str, "name": str, "family": str}
MAPPED = {"control": str, "technique": str}

NonMappable = Annotated[
    bool | None,
    QueryParameter(description="Rows that upstream calls non-mappable, or the mappings alone; both by default."),
]


class FrameworkController(Controller):
    """Frameworks, by id or slug."""

    path = "/frameworks"
    tags = ("Frameworks",)
    dependencies = ASKED

    @get(operation_id="frameworks.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        frameworks: FromDishka[Frameworks],
    ) -> Response[PageView[FrameworkRow]]:
        """Frameworks, with how many controls and mappings they have."""
        wanted = paging.request(NAMES, default="slug")
        found = await frameworks.page(caller, asked.filters(FrameworkFilters), wanted)
        return cacheable(request, paging.answer(found))

    @get("/{framework:str}", operation_id="frameworks.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        frameworks: FromDishka[Frameworks],
    ) -> Response[FrameworkDetail]:
        """A framework, with its families, baselines and implementation groups."""
        return cacheable(request, await frameworks.one(caller, framework))

    @get("/{framework:str}/non-mappable", operation_id="frameworks.non_mappable")
    async def non_mappable(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        paging: Pages,
        frameworks: FromDishka[Frameworks],
    ) -> Response[PageView[NonMappableRow]]:
        """The rows that upstream calls non-mappable, in its order: none of them is a mapping."""
        wanted = paging.request({"place": int}, default="place", tie=int)
        return cacheable(request, paging.answer(await frameworks.non_mappable(caller, framework, wanted)))

    @get("/{framework:str}/mappings", operation_id="frameworks.mappings")
    async def mappings(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        paging: Pages,
        controls: FromDishka[Controls],
        technique: Words = None,
        named: Words = None,
        kind: Annotated[list[str] | None, QueryParameter(name="type", max_items=50)] = None,
        non_mappable: NonMappable = None,
    ) -> Response[PageView[MappingRow]]:
        """All its mappings. `technique` names where they lead today, `named` the ids that are written."""
        filters = MappingFilters(
            technique=several(technique), named=several(named), type=several(kind), non_mappable=non_mappable
        )
        wanted = paging.request(MAPPED, default="control,technique", tie=str)
        return cacheable(request, paging.answer(await controls.mappings(caller, framework, None, filters, wanted)))

    @get("/{framework:str}/controls", operation_id="frameworks.controls.list")
    async def controls(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        paging: Pages,
        asked: Asked,
        controls: FromDishka[Controls],
        family: Words = None,
        group: Words = None,
        asset_type: Words = None,
        security_function: Words = None,
        mapped: YesNo = None,
        enhancement: YesNo = None,
        from_mapping: YesNo = None,
        technique: Words = None,
        parent: Words = None,
    ) -> Response[PageView[ControlRow]]:
        """Its controls in their order. `group` names baselines or implementation groups, `mapped` those with a mapping,
        `enhancement` those below a control, `from_mapping` those that only a mapping names, `technique` techniques that
        they are mapped to today, `parent` the control above."""
        filters = asked.filters(
            ControlFilters,
            family=several(family),
            group=several(group),
            asset_type=several(asset_type),
            security_function=several(security_function),
            mapped=mapped,
            enhancement=enhancement,
            from_mapping=from_mapping,
            technique=several(technique),
            parent=several(parent),
        )
        found = await controls.page(caller, framework, filters, paging.request(LABELS, default="label"))
        return cacheable(request, paging.answer(found))

    @get("/{framework:str}/controls/{control:str}", operation_id="frameworks.controls.get")
    async def control(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        control: FromPath[str],
        controls: FromDishka[Controls],
    ) -> Response[ControlDetail]:
        """A control, by id, label (`AC-2(1)`, `3.10`) or upstream's key (`ac-2.1`)."""
        return cacheable(request, await controls.one(caller, framework, control))

    @get("/{framework:str}/controls/{control:str}/mappings", operation_id="frameworks.controls.mappings")
    async def control_mappings(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        control: FromPath[str],
        paging: Pages,
        controls: FromDishka[Controls],
        technique: Words = None,
        non_mappable: NonMappable = None,
    ) -> Response[PageView[MappingRow]]:
        """The mappings of a control: the ids as written, and where they lead today."""
        filters = MappingFilters(technique=several(technique), non_mappable=non_mappable)
        wanted = paging.request(MAPPED, default="technique", tie=str)
        return cacheable(request, paging.answer(await controls.mappings(caller, framework, control, filters, wanted)))
