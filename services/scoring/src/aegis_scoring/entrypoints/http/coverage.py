"""Coverage over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_scoring.application.queries.coverage import Coverage, CoverageView
from aegis_scoring.entrypoints.http.asked import AsOf, ByConfiguration, Domains, asked, several


class CoverageController(Controller):
    """How many techniques stand how."""

    path = "/coverage"
    tags = ("Scores",)

    @get(operation_id="coverage.get")
    async def coverage(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        cover: FromDishka[Coverage],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
        domain: Domains = None,
    ) -> Response[CoverageView]:
        """Techniques in scope by status and flag, in all and by tactic; what is excluded is said beside it."""
        return cacheable(request, await cover(caller, asked(as_of, configuration), several(domain)))
