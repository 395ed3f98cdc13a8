"""Periods of deployments read."""

from typing import Any
from uuid import UUID

from aegis_catalog.application.deployments.queries.periods import DeploymentPeriod
from aegis_catalog.application.views.content import PersonRef
from aegis_chassis.database.pool import Database

_PERIODS = """
select rule.id, period.tool_id, tool.name, period.version, period.status, period.since, period.until, period.local_id,
    period.owner, period.by_id, period.by_name, period.at
from rule
left join deployment_period period on period.rule_id = rule.id
left join tool on tool.id = period.tool_id
where rule.id = $1
order by period.at desc, period.tool_id, period.version desc
limit 500
"""


class SqlPeriodReader:
    """`PeriodReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, rule_id: UUID) -> list[DeploymentPeriod] | None:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_PERIODS, rule_id)
        if not rows:
            return None
        return [_period(*row) for row in map(tuple, rows) if row[1] is not None]


def _period(_: UUID, *columns: Any) -> DeploymentPeriod:
    *told, by_id, by_name, at = columns
    values = (*told, PersonRef(by_id, by_name), at)
    return DeploymentPeriod(*values)
