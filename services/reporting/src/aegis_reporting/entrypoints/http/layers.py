"""``/layers``: ATT&CK Navigator layers."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_chassis.web.audit import AuditTrail
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import PageView
from aegis_reporting.application.layers.navigator import Layer
from aegis_reporting.application.layers.queries.kinds import LayerKindView, ListLayers
from aegis_reporting.application.layers.queries.layer import ReadLayer
from aegis_reporting.entrypoints.http.asked import (
    Actors,
    DomainAsked,
    Platforms,
    ScopeAsked,
    Statuses,
    Tactics,
    cell_filter,
)
from aegis_reporting.entrypoints.http.public_address import PublicAddress


class LayerController(Controller):
    """Layer files."""

    path = "/layers"
    tags = ("Layers",)

    @get(operation_id="layers.list")
    async def kinds(self, caller: CurrentCaller, layers: FromDishka[ListLayers]) -> PageView[LayerKindView]:
        """The kinds of layer there are."""
        return PageView(items=await layers(caller))

    @get("/{kind:str}", operation_id="layers.read")
    async def read(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        kind: FromPath[str],
        layer: FromDishka[ReadLayer],
        address: FromDishka[PublicAddress],
        trail: FromDishka[AuditTrail],
        domain: DomainAsked = "enterprise",
        platform: Platforms = None,
        tactic: Tactics = None,
        status: Statuses = None,
        actor: Actors = None,
        within: ScopeAsked = "all",
    ) -> Response[Layer]:
        """A layer as a file for the Navigator (format 4.5). Every file that goes out is told to the audit trail."""
        wanted = cell_filter(domain, platform, tactic, status, actor, within)
        file = await layer(caller, kind, wanted, address.of(request))
        answer = cacheable(request, file.layer)
        if answer.status_code != 304:
            await trail.tell("layers", f"{kind}/{domain}")
            answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return answer
