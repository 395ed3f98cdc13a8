"""Finds techniques by what people call them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_kernel.errors import NotFound
from aegis_scoring.adapters.persistence import known_sql as sql
from aegis_scoring.adapters.persistence.known_inputs import Connection, technique_facts
from aegis_scoring.application.known import TechniqueFacts

# A public id may have been given twice, to a withdrawn technique too: the active one is meant.
_FIND = """
select technique_id, changed_at from standing
where attack_id is not null and (technique_id = $1 or attack_id = $2)
order by state = 'active' desc, technique_id limit 1
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A technique and when its standing last changed."""

    id: UUID
    changed_at: datetime | None


async def find_technique(connection: Connection, technique: str) -> Found:
    """The technique with this id or public id. Raises `NotFound`."""
    row = await connection.fetchrow(_FIND, as_id(technique), technique.upper())
    if row is None:
        raise NotFound("technique_not_found", f"There is no technique {technique[:100]}.")
    return Found(row["technique_id"], row["changed_at"])


async def first_told(connection: Connection, technique_id: UUID) -> TechniqueFacts:
    """The technique as the catalogue first told of it."""
    row = await connection.fetchrow(sql.FIRST_TOLD, [technique_id])
    if row is None:
        raise NotFound("technique_not_found", f"There is no technique {technique_id}.")
    return technique_facts(row)


def as_id(text: str) -> UUID | None:
    """The id that `text` is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
