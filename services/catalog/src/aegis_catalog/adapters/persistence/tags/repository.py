"""Tags on PostgreSQL."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from aegis_catalog.adapters.persistence.organisation.things import SqlNamedThings, Thing
from aegis_catalog.adapters.persistence.tags.tables import tag, tag_technique
from aegis_catalog.adapters.persistence.techniques.listed import list_techniques
from aegis_catalog.application.organisation.published import tag_state
from aegis_catalog.domain.pointers import Pointer, Pointers
from aegis_catalog.domain.tags import Tag
from aegis_chassis.database.unit_of_work import SqlUnitOfWork


class SqlTags(SqlNamedThings[Tag]):
    """`Tags`."""

    thing = Thing(
        kind="tag",
        noun="tag",
        type_="TagChanged",
        table=tag,
        row=lambda one: {"name": one.name, "retired": one.retired},
        made=lambda row: Tag(row.id, row.version, name=row.name, retired=row.retired),
        state=tag_state,
    )

    async def _read_belongings(self, found: Sequence[Tag]) -> None:
        pointers: dict[UUID, list[Pointer]] = {one.id: [] for one in found}
        wanted = select(tag_technique).where(tag_technique.c.tag_id.in_(pointers)).order_by(tag_technique.c.place)
        rows: Any = await self._uow.connection.execute(wanted) if pointers else ()
        for row in rows:
            pointers[row.tag_id].append(Pointer(row.technique_id, row.leads_to))
        for one in found:
            one.techniques = Pointers(pointers[one.id])

    async def _write_belongings(self, aggregate: Tag) -> None:
        connection = self._uow.connection
        gone = await connection.execute(
            delete(tag_technique).where(tag_technique.c.tag_id == aggregate.id).returning(tag_technique.c.leads_to)
        )
        rows = [
            {"tag_id": aggregate.id, "technique_id": one.named, "leads_to": one.technique_id, "place": place}
            for place, one in enumerate(aggregate.techniques)
        ]
        shown = {*gone.scalars(), *aggregate.techniques.ids}
        if rows:
            await connection.execute(insert(tag_technique), rows)
        if shown:
            await list_techniques(self._uow, shown)


async def tell_of_tags(uow: SqlUnitOfWork, techniques: Collection[UUID]) -> None:
    """After techniques have become others: their tags are told, and shown where they are now."""
    tags = SqlTags(uow)
    concerned = select(tag_technique.c.tag_id).where(tag_technique.c.leads_to.in_(techniques)).distinct()
    for tag_id in sorted((await uow.connection.execute(concerned)).scalars()):
        one = await tags.get(tag_id, expected=None)
        one.follow("Techniques that carry it have become others.")
        await tags.save(one)
    await list_techniques(uow, techniques)
