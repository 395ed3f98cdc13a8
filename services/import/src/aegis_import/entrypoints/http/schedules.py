"""``/schedules``: every recurring thing of the suite, whichever service it belongs to."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import get
from litestar.params import QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.paging import Pages, PageView
from aegis_import.application.queries.schedules import SCHEDULE_SORTS, SchedulesReader, ScheduleView
from aegis_kernel.rights import Action, require

Words = Annotated[list[str] | None, QueryParameter(description="Several mean or.")]


@get("/schedules", operation_id="schedules.list", tags=["schedules"])
async def list_schedules(
    caller: CurrentCaller,
    paging: Pages,
    schedules: FromDishka[SchedulesReader],
    service: Words = None,
    outcome: Words = None,
) -> PageView[ScheduleView]:
    """When each recurring thing is due next, when it was run last, how late, and how that went."""
    require(caller, Action.SOURCES_READ)
    given: dict[str, Any] = {"service": service, "outcome": outcome}
    filters = {name: value for name, value in given.items() if value is not None}
    return paging.answer(await schedules.page(paging.request(SCHEDULE_SORTS, default="id", tie=str), filters))
