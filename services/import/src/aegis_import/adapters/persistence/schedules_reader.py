"""The suite's recurring things, from the replica of ``operations.schedules``."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, Text, any_, bindparam, select

from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_import.adapters.persistence.tables import known_schedule
from aegis_import.application.queries.schedules import ScheduleView
from aegis_kernel.paging import Page, PageRequest

_NAMES = ScheduleView.__struct_fields__
_LIST = Listing(
    rows=select(*(known_schedule.c[name] for name in _NAMES)),
    filters={
        "service": known_schedule.c.service == any_(bindparam("service", type_=ARRAY(Text))),
        "outcome": known_schedule.c.last_outcome == any_(bindparam("outcome", type_=ARRAY(Text))),
    },
    sorts={"id": known_schedule.c.id, "service": known_schedule.c.service},
    tie=known_schedule.c.id,
).reader()


class SqlSchedulesReader:
    """`SchedulesReader` on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[ScheduleView]:
        """One page."""
        return await _LIST.page(self._database, request, filters, _view)


def _view(*values: Any) -> ScheduleView:
    return ScheduleView(**dict(zip(_NAMES, values, strict=True)))
