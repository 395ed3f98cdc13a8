"""Periods of defences read."""

from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.lookup import as_id, as_public_id
from aegis_catalog.application.defences.queries.periods import ImplementationPeriod
from aegis_catalog.application.views.content import PersonRef
from aegis_chassis.database.pool import Database

_PERIODS = """
select defence.id, period.version, period.implementation, period.since, period.until, period.tool_id, tool.name,
    period.owner, period.by_id, period.by_name, period.at
from defence
left join defence_period period on period.defence_id = defence.id
left join tool on tool.id = period.tool_id
where defence.id = coalesce($1::uuid, (
    select id from defence where attack_id = $2 order by state = 'active' desc, domain_rank, id limit 1
))
order by period.version desc
limit 500
"""


class SqlImplementationReader:
    """`ImplementationReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, defence: str) -> list[ImplementationPeriod] | None:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_PERIODS, as_id(defence), as_public_id(defence))
        if not rows:
            return None
        return [_period(*row) for row in map(tuple, rows) if row[1] is not None]


def _period(_: UUID, *columns: Any) -> ImplementationPeriod:
    *told, by_id, by_name, at = columns
    values = (*told, PersonRef(by_id, by_name), at)
    return ImplementationPeriod(*values)
