"""The last of everything that was published, again, on PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.scoring_configurations import SCORING_CONFIGURATIONS
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_scoring.adapters.persistence.configurations import from_row
from aegis_scoring.adapters.persistence.tables import configuration
from aegis_scoring.application.published import CONFIRMED, configuration_state

_SCORES = """
select technique_id, version, published from standing
where version > 0 and ($1::uuid is null or technique_id > $1) order by technique_id limit $2
"""

_decode = msgspec.json.Decoder(TechniqueScore).decode


class SqlRepublishing:
    """`Republishing` inside a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def configurations(self) -> int:
        rows = (await self._uow.connection.execute(select(configuration).order_by(configuration.c.number))).all()
        for row in rows:
            kept = from_row(row)
            self._uow.publish(
                SCORING_CONFIGURATIONS,
                key=str(kept.id),
                version=kept.version,
                type_="ConfigurationDrafted" if kept.active_from is None else "ConfigurationActivated",
                state=configuration_state(kept),
            )
        return len(rows)

    async def scores(self, after: UUID | None, *, limit: int) -> Sequence[UUID]:
        driver = await driver_of(self._uow.connection)
        rows = await driver.fetch(_SCORES, after, limit)
        for row in rows:
            self._uow.publish(
                SCORING_SCORES,
                key=str(row["technique_id"]),
                version=row["version"],
                type_=CONFIRMED,
                state=_decode(row["published"]),
            )
        return [row["technique_id"] for row in rows]
