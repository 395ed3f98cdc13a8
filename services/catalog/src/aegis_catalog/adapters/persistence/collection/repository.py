"""What is collected of data components, on PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from aegis_catalog.adapters.persistence.collection.tables import component_collected, component_collection
from aegis_catalog.adapters.persistence.organisation.saving import check_version
from aegis_catalog.adapters.persistence.organisation.things import SqlThings, Thing
from aegis_catalog.application.organisation.published import collection_state
from aegis_catalog.domain.collection import ComponentCollection


class SqlCollections(SqlThings[ComponentCollection]):
    """`Collections`."""

    thing = Thing(
        kind="data_component",
        noun="data component",
        type_="CollectionChanged",
        table=component_collection,
        row=lambda _: {},
        made=lambda row: ComponentCollection(row.id, row.version),
        state=collection_state,
    )

    async def get(self, id_: UUID, *, expected: int | None) -> ComponentCollection:
        [found] = await self.several([id_])
        check_version(found, expected)
        return found

    async def several(self, component_ids: Sequence[UUID]) -> list[ComponentCollection]:
        known = {one.id: one for one in await self._read(component_ids)}
        return [known.get(id_) or ComponentCollection(id_) for id_ in component_ids]

    async def _read_belongings(self, found: Sequence[ComponentCollection]) -> None:
        by_id = {one.id: one for one in found}
        wanted = (
            select(component_collected)
            .where(component_collected.c.component_id.in_(by_id))
            .order_by(component_collected.c.platform)
        )
        rows: Any = await self._uow.connection.execute(wanted) if by_id else ()
        for row in rows:
            by_id[row.component_id].platforms[row.platform] = row.state

    async def _write_belongings(self, aggregate: ComponentCollection) -> None:
        connection = self._uow.connection
        await connection.execute(delete(component_collected).where(component_collected.c.component_id == aggregate.id))
        rows = [
            {"component_id": aggregate.id, "platform": platform, "state": state}
            for platform, state in aggregate.platforms.items()
        ]
        if rows:
            await connection.execute(insert(component_collected), rows)
