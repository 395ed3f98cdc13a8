"""Reads the instants at which what was known of a technique changed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aegis_chassis.database.pool import Database
from aegis_scoring.adapters.persistence.known_inputs import Connection, known_at
from aegis_scoring.adapters.persistence.techniques import find_technique
from aegis_scoring.application.queries.history import CauseView, Turn

# Tests told under any technique that has ever led here count; so do all scopes and all active configurations.
_TURNS = """
with recursive led_here(id) as (
    select $1::uuid
    union
    select s.old_id from succession_period s join led_here l on s.target_id = l.id
),
turned as (
    select known_from as at, 'test' as kind, test_id::text as id from test_period
    where technique_id in (select id from led_here)
    union all
    select known_from, 'technique', technique_id::text from technique_period
    where technique_id = $1 or parent_id = $1
    union all
    select known_from, 'technique', old_id::text from succession_period
    where old_id in (select id from led_here) or target_id = $1
    union all
    select known_from, 'scope', null from scope_period
    union all
    select p.known_from, 'rule', p.rule_id::text from rule_period p
    join rule_technique t on t.rule_id = p.rule_id and t.version = p.version where t.technique_id = $1
    union all
    select p.known_from, 'defence', p.defence_id::text from defence_period p
    join defence_technique t on t.defence_id = p.defence_id and t.version = p.version where t.technique_id = $1
    union all
    select active_from, 'configuration', number::text from activation
)
select turned.at, array_agg(distinct array[kind, id]) as causes
from turned
where turned.at < $2 and turned.at >= (select min(known_from) from technique_period where technique_id = $1)
group by turned.at order by turned.at desc limit $3
"""


class SqlTurns:
    """`Turns`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turns(self, technique: str, *, before: datetime, limit: int) -> tuple[UUID, Sequence[Turn]]:
        async with self._database.raw() as connection:
            found = await find_technique(connection, technique)
            return found.id, await _turns(connection, found.id, before, limit)


async def _turns(connection: Connection, technique_id: UUID, before: datetime, limit: int) -> list[Turn]:
    rows = await connection.fetch(_TURNS, technique_id, before, limit)
    known = await known_at(connection, [row["at"] for row in rows], [technique_id])
    return [
        Turn(
            at=row["at"],
            causes=tuple(CauseView(kind=kind, id=id_) for kind, id_ in row["causes"]),
            known=known[row["at"]],
        )
        for row in rows
    ]
