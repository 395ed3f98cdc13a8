"""Techniques as links of chains, on PostgreSQL."""

from collections.abc import Mapping
from uuid import UUID

from aegis_catalog.application.content.ports import Chained
from aegis_catalog.domain.succession import Link
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_ALL = """
select id, state, revoked_by, successor_id, accepted_successor
from technique left join technique_print on technique_id = id
"""
_SET = """
update technique set successor_id = given.successor_id
from unnest($1::uuid[], $2::uuid[]) as given(id, successor_id)
where technique.id = given.id
"""


class SqlChains:
    """`Chains`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def all(self) -> Mapping[UUID, Chained]:
        driver = await driver_of(self._uow.connection)
        return {
            row["id"]: Chained(Link(row["state"], row["revoked_by"]), row["successor_id"], row["accepted_successor"])
            for row in await driver.fetch(_ALL)
        }

    async def set_successors(self, successors: Mapping[UUID, UUID | None]) -> None:
        driver = await driver_of(self._uow.connection)
        await driver.execute(_SET, list(successors), list(successors.values()))
