"""``/metrics``: figures, each with its definition."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_reporting.application.activity.queries.recent import ReadRecent
from aegis_reporting.application.activity.views import RecentView


class MetricController(Controller):
    """Metrics."""

    path = "/metrics"
    tags = ("Metrics",)

    @get("/recent", operation_id="metrics.recent")
    async def recent(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, recent: FromDishka[ReadRecent]
    ) -> Response[RecentView]:
        """The 20 latest changes, newest first."""
        return cacheable(request, await recent(caller))
