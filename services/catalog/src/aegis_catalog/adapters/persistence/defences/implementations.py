"""What we have done about defences, on PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.defences.states import defence_states
from aegis_catalog.domain.implementation import Implementation
from aegis_catalog.domain.people import Person
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_defences import CATALOG_DEFENCES
from aegis_kernel.clock import Clock

_LOCK = "select id from defence where id = any($1::uuid[]) order by id for update"
_OF = """
select defence_id, implementation, tool_id, owner, since, version from defence_state where defence_id = any($1::uuid[])
"""
_GIVEN = """
select given.*, $7::uuid, $8::text, $9::timestamptz
from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::bigint[])
    as given(defence_id, implementation, tool_id, owner, since, version)
order by defence_id
"""
_COLUMNS = "defence_id, implementation, tool_id, owner, since, version, by_id, by_name, at"
_PUT = f"""
insert into defence_state ({_COLUMNS}) {_GIVEN}
on conflict (defence_id) do update
set implementation = excluded.implementation, tool_id = excluded.tool_id, owner = excluded.owner,
    since = excluded.since, version = excluded.version, by_id = excluded.by_id, by_name = excluded.by_name,
    at = excluded.at
"""  # put together from constants
_PERIODS = f"insert into defence_period ({_COLUMNS}) {_GIVEN}"  # as above
_CLOSE = """
update defence_period as period set until = greatest(period.since, given.until)
from unnest($1::uuid[], $2::timestamptz[]) as given(defence_id, until)
where period.defence_id = given.defence_id and period.until is null
"""


class SqlImplementations:
    """`Implementations`."""

    def __init__(self, uow: SqlUnitOfWork, publications: SqlPublications, clock: Clock) -> None:
        self._uow = uow
        self._publications = publications
        self._clock = clock

    async def of(self, defence_ids: Collection[UUID]) -> Mapping[UUID, Implementation]:
        driver = await driver_of(self._uow.connection)
        ids = list(defence_ids)
        await driver.fetch(_LOCK, ids)
        return {
            row["defence_id"]: Implementation(
                defence_id=row["defence_id"],
                status=row["implementation"],
                tool_id=row["tool_id"],
                owner=row["owner"],
                since=row["since"],
                version=row["version"],
            )
            for row in await driver.fetch(_OF, ids)
        }

    async def save(self, changed: Sequence[Implementation], by: Person, reason: str | None) -> None:
        if not changed:
            return
        driver = await driver_of(self._uow.connection)
        ids = [one.defence_id for one in changed]
        since = [one.since for one in changed]
        await driver.execute(_CLOSE, ids, since)
        values = (
            ids,
            [one.status for one in changed],
            [one.tool_id for one in changed],
            [one.owner for one in changed],
            since,
            [one.version for one in changed],
            by.id,
            by.name,
            self._clock.now(),
        )
        await driver.execute(_PUT, *values)
        await driver.execute(_PERIODS, *values)
        states = await defence_states(driver, ids)
        by_key = {str(id_): state for id_, state in states.items()}
        await self._publications.say(CATALOG_DEFENCES, by_key, type_="DefenceImplementationChanged", reason=reason)
