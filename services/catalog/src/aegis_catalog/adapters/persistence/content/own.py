"""What is our own follows its techniques, on PostgreSQL."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.content.pointings import follow_own
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.facts import Fact

_KNOWN = "select old_id, target_id from succession"
_GONE = "delete from succession where old_id = any($1::uuid[])"
_PUT = """
insert into succession (old_id, target_id) select * from unnest($1::uuid[], $2::uuid[])
on conflict (old_id) do update set target_id = excluded.target_id
"""


class SqlOwn:
    """`Own`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def follow(self, leads: Mapping[UUID, UUID], because: Callable[[str], Fact[Any] | None]) -> Collection[UUID]:
        driver = await driver_of(self._uow.connection)
        known = {row["old_id"]: row["target_id"] for row in await driver.fetch(_KNOWN)}
        moved = {old: target for old, target in leads.items() if known.get(old) != target}
        gone = known.keys() - leads.keys()
        if not moved and not gone:
            return ()
        await driver.execute(_GONE, list(gone))
        await driver.execute(_PUT, list(moved), list(moved.values()))
        return await follow_own(self._uow)
