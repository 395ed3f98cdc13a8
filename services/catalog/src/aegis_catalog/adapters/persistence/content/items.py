"""Items on PostgreSQL: whole batches, whatever the kinds in them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from aegis_catalog.adapters.persistence.content.bulk import replace_rows, write_rows
from aegis_catalog.adapters.persistence.content.writings import WRITINGS
from aegis_catalog.adapters.persistence.techniques.listed import list_techniques
from aegis_catalog.adapters.persistence.techniques.placing import place_techniques
from aegis_catalog.application.content.items import AnyItem
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_techniques import TechniqueState, TechniqueTactic

_STATES = """
with cells as (
    select technique_id,
        array_agg(domain order by rank, tactic_id) as domains,
        array_agg(tactic_id order by rank, tactic_id) as tactic_ids
    from (
        select technique_id, domain, tactic_id, array_position(array['enterprise', 'mobile', 'ics'], domain) as rank
        from technique_tactic where technique_id = any($1::uuid[])
    ) ranked
    group by technique_id
)
select id, attack_id, name, state, technique.domains, cells.domains as cell_domains, cells.tactic_ids, platforms,
    is_subtechnique, parent_id, revoked_by, successor_id, review_state, release, url, withdrawn_at
from technique left join cells on cells.technique_id = technique.id
where id = any($1::uuid[])
for update of technique
"""

_UNRESOLVED = """
select count(*) from (
    select technique_id from actor_use
    union select technique_id from software_use
    union select parent_id from technique where parent_id is not null
    union select revoked_by from technique where revoked_by is not null
) named
where not exists (select from technique where technique.id = named.technique_id)
"""


class SqlItems:
    """`Items`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def write(self, items: Sequence[AnyItem]) -> None:
        for writing in WRITINGS:
            of_kind = [item for item in items if isinstance(item, writing.kind)]
            if not of_kind:
                continue
            await write_rows(self._uow, writing.table, [writing.row(item) for item in of_kind], key=(writing.key,))
            for belonging in writing.belongings:
                records = [row for item in of_kind for row in belonging.rows(item)]
                await replace_rows(self._uow, belonging.table, belonging.parent, [item.id for item in of_kind], records)

    async def place_techniques(self) -> None:
        await place_techniques(self._uow)

    async def list_techniques(self, ids: Collection[UUID] | None) -> None:
        await list_techniques(self._uow, ids)

    async def technique_states(self, ids: Collection[UUID]) -> Mapping[UUID, TechniqueState]:
        driver = await driver_of(self._uow.connection)
        return {
            row["id"]: TechniqueState(
                id=row["id"],
                attack_id=row["attack_id"],
                name=row["name"],
                state=row["state"],
                domains=tuple(row["domains"]),
                tactics=tuple(
                    TechniqueTactic(domain=domain, tactic_id=tactic_id)
                    for domain, tactic_id in zip(row["cell_domains"] or (), row["tactic_ids"] or (), strict=True)
                ),
                platforms=tuple(row["platforms"]),
                is_subtechnique=row["is_subtechnique"],
                parent_id=row["parent_id"],
                revoked_by=row["revoked_by"],
                successor_id=row["successor_id"],
                review_required=row["review_state"] == "review_required",
                release=row["release"],
                url=row["url"],
                withdrawn_at=row["withdrawn_at"],
            )
            for row in await driver.fetch(_STATES, list(ids))
        }

    async def unresolved(self) -> int:
        driver = await driver_of(self._uow.connection)
        found: int = await driver.fetchval(_UNRESOLVED)
        return found
