"""Appends to the feed, in the open unit of work."""

from collections.abc import Sequence

import msgspec

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.web.streams import Notice, notify
from aegis_reporting.application.activity.changes import Change

KEPT = 5_000
"""Entries that the feed holds; who has missed more reads everything anew."""

CHANNEL = "aegis_reporting_activity"
"""The channel that says, to the whole database, that the feed has grown, and to which id."""

_HAD = "select event_id from activity where event_id = any($1::uuid[])"
_TAKE_IDS = "update activity_head set id = id + $1 returning id"
_ADD = """
insert into activity (id, event_id, at, kind, technique_id, actor_id, details)
select * from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::bytea[])
"""
_LET_GO = "delete from activity where id <= $1"


class SqlFeed:
    """The feed's end (`Feed`)."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def append(self, changes: Sequence[Change]) -> None:
        """See the port. Taking ids locks the feed's head to the commit, so that ids become visible in order."""
        driver = await driver_of(self._unit.connection)
        if not changes:
            return
        had = {row["event_id"] for row in await driver.fetch(_HAD, [change.event_id for change in changes])}
        new = [change for change in changes if change.event_id not in had]
        if not new:
            return
        last: int = await driver.fetchval(_TAKE_IDS, len(new))
        await driver.execute(
            _ADD,
            list(range(last - len(new) + 1, last + 1)),
            [change.event_id for change in new],
            [change.at for change in new],
            [str(change.details.__struct_config__.tag) for change in new],
            [change.technique_id for change in new],
            [change.actor_id for change in new],
            [msgspec.json.encode(change.details) for change in new],
        )
        await driver.execute(_LET_GO, last - KEPT)
        await notify(self._unit.connection, CHANNEL, Notice(event="activity", ids={"latest": last}))
