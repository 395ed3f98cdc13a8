"""Reads tactics as they are, and actors as they were known."""

from collections.abc import Sequence
from datetime import datetime

from aegis_chassis.database.pool import Database
from aegis_scoring.adapters.persistence.known_inputs import PRESENT
from aegis_scoring.adapters.persistence.techniques import as_id
from aegis_scoring.application.queries.boards import TacticRow
from aegis_scoring.application.queries.means import ActorName, ActorUses

_TACTICS = """
select domain, place, tactic_id as id, attack_id, shortname, name from matrix_tactic order by domain, place
"""
_ACTORS = """
select a.actor_id, a.attack_id, a.name, a.technique_ids, coalesce(by_software.technique_ids, '{}') as by_software
from actor_period a
left join lateral (
    select array_agg(used.id) as technique_ids
    from software_period s, unnest(s.technique_ids) as used(id)
    where $2 and s.software_id = any(a.software_ids) and s.state = 'active'
        and s.known_from <= $1 and s.known_to > $1
) by_software on true
where a.known_from <= $1 and a.known_to > $1
    and (case when $3::text is null then a.state = 'active' else a.actor_id = $4 or a.attack_id = upper($3) end)
order by a.state = 'active' desc, a.attack_id
"""


class SqlTactics:
    """`Tactics`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tactics(self) -> Sequence[TacticRow]:
        async with self._database.raw() as connection:
            return [TacticRow(**row) for row in await connection.fetch(_TACTICS)]


class SqlActors:
    """`Actors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def actors(self, as_of: datetime | None, *, software: bool, actor: str | None = None) -> Sequence[ActorUses]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_ACTORS, as_of or PRESENT, software, actor, as_id(actor or ""))
        return [
            ActorUses(
                actor=ActorName(id=row["actor_id"], attack_id=row["attack_id"], name=row["name"]),
                technique_ids=frozenset((*row["technique_ids"], *row["by_software"])),
            )
            for row in rows
        ]
