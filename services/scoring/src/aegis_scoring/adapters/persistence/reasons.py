"""Reads what is behind one technique's score, names included."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aegis_chassis.database.pool import Database
from aegis_scoring.adapters.persistence import known_sql as sql
from aegis_scoring.adapters.persistence.boards import SqlBoards
from aegis_scoring.adapters.persistence.known_inputs import PRESENT, Connection
from aegis_scoring.adapters.persistence.techniques import find_technique
from aegis_scoring.application.queries.boards import Asked
from aegis_scoring.application.queries.explanation import Behind, TestNames

_TESTS = """
select p.test_id, l.platform, l.environment, p.number, p.procedure_name, l.applicable, l.executions
from test_period p join test_line l on l.test_id = p.test_id and l.version = p.version
where p.test_id = any($2) and p.known_from <= $1 and p.known_to > $1
"""


class SqlReasons:
    """`Reasons`."""

    def __init__(self, database: Database, boards: SqlBoards) -> None:
        self._database = database
        self._boards = boards

    async def behind(self, technique: str, asked: Asked) -> Behind:
        async with self._database.raw() as connection:
            found = await find_technique(connection, technique)
            instant, known = await self._boards.known_of(connection, found, asked)
            inputs = known.inputs(found.id)
            known_at = asked.as_of or PRESENT
            return Behind(
                as_of=instant,
                facts=known.facts[found.id],
                known=known,
                tests=await _tests(connection, known_at, [line.test_id for line in inputs.lines]),
                names=await _names(connection, known_at, found.id) if inputs.rules or inputs.defences else {},
            )


async def _tests(
    connection: Connection, instant: datetime, test_ids: Sequence[UUID]
) -> dict[tuple[UUID, str, str], TestNames]:
    return {
        (row["test_id"], row["platform"], row["environment"]): TestNames(
            number=row["number"],
            procedure=row["procedure_name"],
            applicable=row["applicable"],
            executions=row["executions"],
        )
        for row in await connection.fetch(_TESTS, instant, test_ids)
    }


async def _names(connection: Connection, instant: datetime, technique_id: UUID) -> dict[UUID, str]:
    return {row["id"]: row["name"] for row in await connection.fetch(sql.ASSUMED, [instant], [technique_id])}
