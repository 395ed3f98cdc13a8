"""How much content there is, over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get

from aegis_catalog.application.counting.queries.counts import ContentCounts, Counting
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable


class ContentCountController(Controller):
    """What upstream's own statistics can be held against."""

    path = "/content-counts"
    tags = ("Content",)

    @get(operation_id="content_counts.get")
    async def all(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, counting: FromDishka[Counting]
    ) -> Response[ContentCounts]:
        """Items by kind, state, domain and upstream; pairs of each relation; the techniques that texts name."""
        return cacheable(request, await counting.all(caller))
