"""Notes which events scoring has to answer, and which it has."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact

REMEMBERED = timedelta(hours=1)
"""A read that comes with an older event does not wait: by then the answer is here, or an alarm is."""

_AWAIT = """
insert into cause (event_id, topic, key, version, at)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
order by 1
on conflict (event_id) do update set topic = excluded.topic, key = excluded.key, version = excluded.version
"""
_ANSWERED = """
insert into cause (event_id, answered, at)
select id, true, $2 from unnest($1::uuid[]) as answered(id) order by id
on conflict (event_id) do update set answered = true
"""
_FORGET = "delete from cause where at < $1"


class SqlCauses:
    """The events that reads may wait for (`Causes`). The two halves of one may come in either order."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def await_answers(self, facts: Sequence[Fact[TestState]], *, now: datetime) -> None:
        """See the port."""
        recent = [fact for fact in facts if fact.time >= now - REMEMBERED]
        if not recent:
            return
        driver = await driver_of(self._unit.connection)
        await driver.execute(
            _AWAIT,
            [fact.id for fact in recent],
            [fact.topic for fact in recent],
            [fact.key for fact in recent],
            [fact.version for fact in recent],
            [now for _ in recent],
        )
        await driver.execute(_FORGET, now - REMEMBERED)

    async def answered(self, event_ids: Sequence[str], *, now: datetime) -> None:
        """See the port."""
        if not event_ids:
            return
        driver = await driver_of(self._unit.connection)
        await driver.execute(_ANSWERED, list({UUID(event_id) for event_id in event_ids}), now)
        await driver.execute(_FORGET, now - REMEMBERED)
