"""``/matrix``: the matrix for a console, and a stream of what changes in it."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.streams import Streams
from aegis_kernel.clock import Clock
from aegis_reporting.application.activity.queries.follow import FollowChanges
from aegis_reporting.application.matrix.queries.matrix import ReadMatrix
from aegis_reporting.application.matrix.views import MatrixView
from aegis_reporting.entrypoints.http.asked import (
    Actors,
    DomainAsked,
    Platforms,
    ScopeAsked,
    Statuses,
    Tactics,
    cell_filter,
)
from aegis_reporting.entrypoints.http.feed_frames import feed_frames, last_seen


class MatrixController(Controller):
    """The matrix."""

    path = "/matrix"
    tags = ("Matrix",)

    @get(operation_id="matrix.read")
    async def read(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        matrix: FromDishka[ReadMatrix],
        domain: DomainAsked = "enterprise",
        platform: Platforms = None,
        tactic: Tactics = None,
        status: Statuses = None,
        actor: Actors = None,
        within: ScopeAsked = "all",
    ) -> Response[MatrixView]:
        """A domain's tactics in order with their techniques: status, flags, score now, number of tests."""
        found = await matrix(caller, cell_filter(domain, platform, tactic, status, actor, within))
        return cacheable(request, found)

    @get("/stream", operation_id="matrix.stream", media_type="text/event-stream")
    async def stream(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        follow: FromDishka[FollowChanges],
        streams: FromDishka[Streams],
        clock: FromDishka[Clock],
        last_event_id: Annotated[
            str | None, HeaderParameter(name="Last-Event-ID", description="Goes on behind this event.")
        ] = None,
        after: Annotated[int | None, QueryParameter(ge=0, description="The same, for the first connection.")] = None,
    ) -> Stream:
        """What changes from now on, as server-sent events named `technique`, `test`, `import` and `matrix`, each with
        an id; `resync` means that events were missed: read everything again. The stream ends with the access token;
        come again with the last id."""
        beginning = await follow.begin(caller, last_seen(last_event_id, after))
        lasts = request.auth.exp - clock.now().timestamp()
        return streams.response_of(feed_frames(streams.bells(), follow, beginning, lasts_seconds=lasts))
