"""Techniques as links of chains, on PostgreSQL."""

from collections.abc import Mapping
from uuid import UUID

from aegis_catalog.application.content.ports import Chained
from aegis_catalog.domain.succession import Link
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_successions import SomeTests

_ALL = """
select id, state, revoked_by, successor_id, accepted_successor
from technique left join technique_print on technique_id = id
"""
# What was decided in an upgrade counts once that is applied.
_DECIDED = """
select decision.technique_id, decision.target_id, decision.test_ids
from succession_decision decision
join attack_upgrade upgrade on upgrade.id = decision.upgrade_id and upgrade.applied_at is not null
where decision.undone_at is null
order by decision.id
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
        decided: dict[UUID, UUID] = {}
        splits: dict[UUID, tuple[SomeTests, ...]] = {}
        for row in await driver.fetch(_DECIDED):
            old = row["technique_id"]
            if row["test_ids"] is None:
                decided[old] = row["target_id"]
            else:
                some = SomeTests(target_id=row["target_id"], test_ids=tuple(row["test_ids"]))
                splits[old] = (*splits.get(old, ()), some)
        return {
            row["id"]: Chained(
                Link(row["state"], row["revoked_by"], decided.get(row["id"])),
                row["successor_id"],
                row["accepted_successor"],
                splits.get(row["id"], ()),
            )
            for row in await driver.fetch(_ALL)
        }

    async def set_successors(self, successors: Mapping[UUID, UUID | None]) -> None:
        driver = await driver_of(self._uow.connection)
        await driver.execute(_SET, list(successors), list(successors.values()))
