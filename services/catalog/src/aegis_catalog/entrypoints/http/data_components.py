"""Data components over HTTP."""

from typing import Annotated, Any, Literal

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.data_components.queries.data_components import (
    DataComponentFilters,
    DataComponentRow,
    DataComponents,
)
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, several, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

Collections = Annotated[
    list[Literal["collected", "partial", "not_collected", "unknown"]] | None,
    QueryParameter(description="What we collect of it on one platform at least; `unknown` where nobody has said."),
]
NAMES = {"attack_id": str, "name": str}


class DataComponentController(Controller):
    """Data components, and the techniques whose detection reads them."""

    path = "/data-components"
    tags = ("Data components",)
    dependencies = ASKED

    @get(operation_id="data_components.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        components: FromDishka[DataComponents],
        technique: Words = None,
        collection: Collections = None,
    ) -> Response[PageView[DataComponentRow]]:
        """Data components; `technique` names techniques whose detection reads them."""
        filters = asked.filters(DataComponentFilters, technique=several(technique), collection=several(collection))
        found = await components.page(caller, filters, paging.request(NAMES, default="name"))
        return cacheable(request, paging.answer(found))

    @get("/{component:str}", operation_id="data_components.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        component: FromPath[str],
        components: FromDishka[DataComponents],
    ) -> Response[DataComponentRow]:
        """A data component, by id or public id."""
        return cacheable(request, await components.one(caller, component))

    @get("/{component:str}/techniques", operation_id="data_components.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        component: FromPath[str],
        paging: Pages,
        components: FromDishka[DataComponents],
        of_state: States = None,
    ) -> Response[PageView[TechniqueOf]]:
        """The techniques whose detection reads it."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await components.techniques(caller, component, states(of_state), wanted)
        return cacheable(request, paging.answer(found))
