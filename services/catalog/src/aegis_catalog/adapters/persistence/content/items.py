"""Items on PostgreSQL: whole batches, whatever the kinds in them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from aegis_catalog.adapters.persistence.content.bulk import replace_rows, write_rows
from aegis_catalog.adapters.persistence.content.writings import WRITINGS
from aegis_catalog.adapters.persistence.techniques.counts import count_links
from aegis_catalog.adapters.persistence.techniques.listed import list_techniques
from aegis_catalog.adapters.persistence.techniques.names import named_by, resolve_names, write_names
from aegis_catalog.adapters.persistence.techniques.placing import place_techniques
from aegis_catalog.application.content.exercise_items import Template
from aegis_catalog.application.content.items import Actor, ActorProfile, AnyItem, Naming
from aegis_catalog.application.content.ports import Moved
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_USED = "select distinct technique_id from actor_use where actor_id = any($1::uuid[])"
_ADVERSARIES = "select id from adversary where upstream = any($1::text[])"
_PROFILED = "select distinct actor_id from actor_profile_of where profile_id = any($1::uuid[])"
_UNRESOLVED = """
select (select count(distinct named) from technique_name where technique_id is null) + count(*) from (
    select technique_id from actor_use where not exists (select from technique where id = technique_id)
    union
    select technique_id from software_use where not exists (select from technique where id = technique_id)
    union
    select parent_id from technique one
    where parent_id is not null and not exists (select from technique where id = one.parent_id)
    union
    select revoked_by from technique one
    where revoked_by is not null and not exists (select from technique where id = one.revoked_by)
) unknown
"""


class SqlItems:
    """`Items`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def write(self, items: Sequence[AnyItem]) -> set[UUID]:
        actors = [item for item in items if isinstance(item, Actor)]
        touched = await self._used_by(actors)
        for writing in WRITINGS:
            of_kind = [item for item in items if isinstance(item, writing.kind)]
            if not of_kind:
                continue
            await write_rows(self._uow, writing.table, [writing.row(item) for item in of_kind], key=(writing.key,))
            for belonging in writing.belongings:
                records = [row for item in of_kind for row in belonging.rows(item)]
                await replace_rows(self._uow, belonging.table, belonging.parent, [item.id for item in of_kind], records)
        await write_names(self._uow, [named_by(item) for item in items if isinstance(item, Naming)])
        return touched | {use.technique_id for item in actors for use in item.uses}

    async def _used_by(self, actors: Sequence[Actor]) -> set[UUID]:
        if not actors:
            return set()
        driver = await driver_of(self._uow.connection)
        return {row["technique_id"] for row in await driver.fetch(_USED, [actor.id for actor in actors])}

    async def made_of(self, items: Sequence[AnyItem]) -> Mapping[str, Collection[UUID]]:
        driver = await driver_of(self._uow.connection)
        found = {}
        if upstreams := {item.upstream for item in items if isinstance(item, Template)}:
            found["adversary"] = {row["id"] for row in await driver.fetch(_ADVERSARIES, list(upstreams))}
        if profiles := [item.id for item in items if isinstance(item, ActorProfile)]:
            found["actor"] = {row["actor_id"] for row in await driver.fetch(_PROFILED, profiles)}
        return found

    async def resolve_names(self) -> Moved:
        return await resolve_names(self._uow)

    async def count_links(self, techniques: Collection[UUID]) -> None:
        await count_links(self._uow, techniques)

    async def place_techniques(self) -> set[UUID]:
        return await place_techniques(self._uow)

    async def list_techniques(self, ids: Collection[UUID]) -> None:
        await list_techniques(self._uow, ids, renamed=True)

    async def unresolved(self) -> int:
        driver = await driver_of(self._uow.connection)
        found: int = await driver.fetchval(_UNRESOLVED)
        return found
