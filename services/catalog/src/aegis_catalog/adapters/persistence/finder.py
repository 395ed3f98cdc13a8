"""Things found by what people call them, many at once, in a use case's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from aegis_catalog.adapters.persistence.lookup import PREFERRED, several
from aegis_catalog.application.finding.ports import Kind
from aegis_catalog.domain.pointers import Pointer
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_TABLES: Mapping[Kind, str] = {
    kind: f"""
select (
    select id from {kind} where id = given.id or attack_id = given.public_id order by {PREFERRED} limit 1
) as id
from unnest($1::uuid[], $2::text[]) with ordinality as given(id, public_id, place)
order by place
"""  # noqa: S608  # our own names
    for kind in ("technique", "tactic", "actor", "software", "data_component", "defence")
}
_BY_ID: Mapping[Kind, str] = {
    kind: f"""
select {kind}.id from unnest($1::uuid[]) with ordinality as given(id, place)
left join {kind} on {kind}.id = given.id
order by place
"""  # noqa: S608  # our own names
    for kind in ("tool", "rule", "template", "intel")
}
_LEADS = "select old_id, target_id from succession where old_id = any($1::uuid[])"


class SqlFinder:
    """`Finder`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def find(self, kind: Kind, references: Sequence[str]) -> list[UUID | None]:
        driver = await driver_of(self._uow.connection)
        ids, public_ids = several(references)
        if kind in _BY_ID:
            return [row["id"] for row in await driver.fetch(_BY_ID[kind], ids)]
        rows = await driver.fetch(_TABLES[kind], ids, public_ids)
        return [row["id"] for row in rows]

    async def pointers(self, technique_ids: Iterable[UUID]) -> list[Pointer]:
        ids = list(dict.fromkeys(technique_ids))
        if not ids:
            return []
        driver = await driver_of(self._uow.connection)
        leads = {row["old_id"]: row["target_id"] for row in await driver.fetch(_LEADS, ids)}
        return [Pointer(id_, leads.get(id_, id_)) for id_ in ids]
