"""Scoring configurations and when each was active, on PostgreSQL."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.scoring_configurations import SCORING_CONFIGURATIONS
from aegis_kernel.errors import NotFound, Stale
from aegis_scoring.adapters.persistence.tables import activation, configuration
from aegis_scoring.application.published import TYPES, configuration_state
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.events import ConfigurationActivated
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration

if TYPE_CHECKING:
    from uuid import UUID

# One at a time draws a number or changes which version is active.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('aegis.scoring.configurations'))")


class SqlConfigurations:
    """`Configurations` inside a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, number: int, *, expected: int | None) -> ScoringConfiguration:
        found = await self._uow.connection.execute(select(configuration).where(configuration.c.number == number))
        row = found.one_or_none()
        if row is None:
            raise NotFound("configuration_not_found", f"There is no version {number} of the scoring configuration.")
        if expected is not None and row.version != expected:
            raise Stale(row.version)
        return from_row(row)

    async def next_number(self) -> int:
        await self._uow.connection.execute(_ONE_AT_A_TIME)
        highest = await self._uow.connection.scalar(select(func.max(configuration.c.number)))
        return (highest or 0) + 1

    async def active_number(self) -> int | None:
        await self._uow.connection.execute(_ONE_AT_A_TIME)
        latest = select(activation.c.number).order_by(activation.c.active_from.desc()).limit(1)
        number: int | None = await self._uow.connection.scalar(latest)
        return number

    async def save(self, saved: ScoringConfiguration) -> None:
        read_version = saved.read_version
        if read_version == 0:
            await self._uow.connection.execute(insert(configuration).values(**_values(saved)))
        else:
            await self._compare_and_set(saved, read_version)
        state = configuration_state(saved)
        for recorded in saved.take_recorded():
            if isinstance(recorded.event, ConfigurationActivated):
                await self._note_activation(saved)
            self._uow.publish(
                SCORING_CONFIGURATIONS,
                key=str(saved.id),
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=state,
                changed=recorded.event.changed,
                reason=recorded.event.reason,
            )

    async def _note_activation(self, saved: ScoringConfiguration) -> None:
        """Of two in the same instant the second one counts."""
        noted = insert(activation).values(active_from=saved.active_from, number=saved.content.number)
        await self._uow.connection.execute(
            noted.on_conflict_do_update(index_elements=["active_from"], set_={"number": noted.excluded.number})
        )

    async def _compare_and_set(self, saved: ScoringConfiguration, read_version: int) -> None:
        unchanged = (configuration.c.id == saved.id) & (configuration.c.version == read_version)
        done = await self._uow.connection.execute(
            update(configuration).where(unchanged).values(version=saved.version, active_from=saved.active_from)
        )
        if done.rowcount == 0:
            current = await self._uow.connection.scalar(
                select(configuration.c.version).where(configuration.c.id == saved.id)
            )
            raise Stale(current or 0)


class SqlConfigurationVersions:
    """`ConfigurationVersions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def versions(self) -> tuple[Sequence[ScoringConfiguration], int]:
        latest = select(activation.c.number).order_by(activation.c.active_from.desc()).limit(1).scalar_subquery()
        async with self._database.connect() as connection:
            found = await connection.execute(
                select(configuration, latest.label("active")).order_by(configuration.c.number)
            )
            rows = found.all()
        if not rows:
            return [], Configuration().number
        return [from_row(row) for row in rows], rows[0].active


def from_row(row: Row[Any]) -> ScoringConfiguration:
    """The aggregate as it was kept."""
    id_: UUID = row.id
    return ScoringConfiguration(
        id_,
        msgspec.convert(row.content | {"number": row.number}, Configuration),
        by=row.by,
        made_at=row.made_at,
        active_from=row.active_from,
        version=row.version,
    )


def _values(saved: ScoringConfiguration) -> dict[str, Any]:
    return {
        "id": saved.id,
        "number": saved.content.number,
        "version": saved.version,
        "content": msgspec.to_builtins(saved.content),
        "by": saved.by,
        "made_at": saved.made_at,
        "active_from": saved.active_from,
    }
