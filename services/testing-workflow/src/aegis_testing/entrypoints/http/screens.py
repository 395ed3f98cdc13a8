"""What a screen watches: the queue of the caller, and the tests that change."""

from dishka.integrations.litestar import FromDishka
from litestar import Controller, get
from litestar.response import Stream

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.paging import Pages, PageView
from aegis_chassis.web.streams import Notice, Streams
from aegis_kernel.errors import Forbidden
from aegis_kernel.rights import Action, require
from aegis_testing.application.queries.queue import SORTS, MyQueue, QueueItem
from aegis_testing.domain.campaigns.seeing import is_guest


class ScreenController(Controller):
    """Queue and stream."""

    path = "/tests"
    tags = ("Tests",)

    @get("/queue", operation_id="tests.queue")
    async def queue(self, caller: CurrentCaller, paging: Pages, queue: FromDishka[MyQueue]) -> PageView[QueueItem]:
        """What waits on the caller, longest first: to be started, worked on, resumed, claimed, reviewed."""
        return paging.answer(await queue(caller, paging.request(SORTS, default="since", tie=str)))

    @get("/stream", operation_id="tests.stream")
    async def stream(self, caller: CurrentCaller, streams: FromDishka[Streams]) -> Stream:
        """Tells, as server-sent events, of tests that change: `test` with id, number and version. `resync` means that
        something was missed: read again."""
        require(caller, Action.TESTS_READ)
        if is_guest(caller):
            raise Forbidden("not_allowed", "Guests see their campaigns only, and this tells of all tests.")
        return streams.response(_shown)


async def _shown(notice: Notice) -> dict[str, str | int | None]:
    """Everybody who may read tests may know that one has changed."""
    return notice.ids
