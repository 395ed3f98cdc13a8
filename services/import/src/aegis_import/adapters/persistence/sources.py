"""Data sources in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.persistence.tables import data_source
from aegis_import.domain.errors import name_taken, no_such_source
from aegis_import.domain.source import DataSource, SourceSettings
from aegis_kernel.errors import Stale

_OBJECT = "data_source"


class SqlSources:
    """`Sources` in the open unit of work. A change is in the audit trail under the source's name."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, id_: UUID, expected: int | None = None) -> DataSource:
        """Raises `NotFound`, and `Stale` when its version is not `expected`."""
        row = (await self._uow.connection.execute(select(data_source).where(data_source.c.id == id_))).one_or_none()
        if row is None:
            raise no_such_source(str(id_))
        if expected is not None and row.version != expected:
            raise Stale(row.version)
        return _source_of(row)

    async def named(self, name: str) -> DataSource:
        """Raises `NotFound`."""
        row = (await self._uow.connection.execute(select(data_source).where(data_source.c.name == name))).one_or_none()
        if row is None:
            raise no_such_source(name)
        return _source_of(row)

    async def add(self, source: DataSource) -> None:
        """Raises `Conflict` when the name is taken."""
        try:
            await self._uow.connection.execute(insert(data_source).values(**_row_of(source)))
        except IntegrityError as error:
            raise name_taken(source.name) from error
        self._note(source)

    async def save(self, source: DataSource) -> None:
        """Raises `Stale` when somebody else has saved it since it was read."""
        if source.version == source.read_version:
            return
        changed = await self._uow.connection.execute(
            update(data_source)
            .where(data_source.c.id == source.id, data_source.c.version == source.read_version)
            .values(**_row_of(source))
        )
        if changed.rowcount == 0:
            raise Stale((await self.get(source.id)).version)
        self._note(source)

    def _note(self, source: DataSource) -> None:
        changed: dict[str, list[Any]] = {}
        for recorded in source.take_recorded():
            for name, old in recorded.event.changed.items():
                changed[name] = [changed[name][0] if name in changed else old, getattr(source.settings, name)]
        self._uow.note(object_type=_OBJECT, object_id=str(source.id), changed=changed)


def _source_of(row: Row[Any]) -> DataSource:
    return DataSource(
        row.id,
        name=row.name,
        upstream=row.upstream,
        domain=row.domain,
        format_=row.format,
        settings=SourceSettings(
            url=row.url,
            more_urls=tuple(row.more_urls),
            priority=row.priority,
            enabled=row.enabled,
            release=row.release,
            withdraw_limit_percent=row.withdraw_limit_percent,
            schedule=row.schedule,
            zone=row.zone,
        ),
        version=row.version,
    )


def _row_of(source: DataSource) -> dict[str, Any]:
    settings = source.settings
    return {
        "id": source.id,
        "name": source.name,
        "upstream": source.upstream,
        "domain": source.domain,
        "format": source.format,
        "url": settings.url,
        "more_urls": list(settings.more_urls),
        "priority": settings.priority,
        "enabled": settings.enabled,
        "release": settings.release,
        "withdraw_limit_percent": settings.withdraw_limit_percent,
        "schedule": settings.schedule,
        "zone": settings.zone,
        "version": source.version,
    }
