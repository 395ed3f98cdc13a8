"""What was fetched last for each source."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.persistence.tables import visit
from aegis_import.application.ports import Seen
from aegis_import.domain.source import DataSource


class SqlVisits:
    """`Visits` in the open unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def last(self, source: DataSource) -> Seen | None:
        """None when there was nothing, or the source's settings have changed since."""
        row = (
            await self._uow.connection.execute(
                select(visit).where(visit.c.source_id == source.id, visit.c.source_version == source.version)
            )
        ).one_or_none()
        return None if row is None else Seen(url=row.url, etag=row.etag, last_modified=row.last_modified)

    async def note(self, source: DataSource, seen: Seen) -> None:
        """Replaces what was noted before."""
        values = {
            "source_version": source.version,
            "url": seen.url,
            "etag": seen.etag,
            "last_modified": seen.last_modified,
        }
        await self._uow.connection.execute(
            insert(visit)
            .values(source_id=source.id, **values)
            .on_conflict_do_update(index_elements=["source_id"], set_=values)
        )
