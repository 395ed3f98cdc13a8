"""What was fetched last for each source."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.persistence.tables import visit
from aegis_import.application.ports import Seen
from aegis_import.domain.source import DataSource


class SqlVisits:
    """`Visits` in the open unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def last(self, source: DataSource) -> Mapping[str, Seen]:
        """By URL. Nothing when the source's settings have changed since."""
        rows = await self._uow.connection.execute(
            select(visit).where(visit.c.source_id == source.id, visit.c.source_version == source.version)
        )
        return {row.url: Seen(url=row.url, etag=row.etag, last_modified=row.last_modified) for row in rows}

    async def note(self, source: DataSource, seen: Sequence[Seen]) -> None:
        """Replaces what was noted before."""
        await self._uow.connection.execute(delete(visit).where(visit.c.source_id == source.id))
        values = {"source_id": source.id, "source_version": source.version}
        rows = [
            values | {"url": one.url, "etag": one.etag, "last_modified": one.last_modified}
            for one in {one.url: one for one in seen}.values()
        ]
        if rows:
            await self._uow.connection.execute(insert(visit), rows)
