"""What of our own points to techniques, and how it follows when a technique hands over: one line a table.

Upstream's items name techniques in their own text and follow by `technique_name`. What people write does it here: the
technique that somebody named stays in a column of its own for good, a second column holds where that leads today. So
nothing is lost when two techniques become one, and undoing a succession leads everything back exactly.

A table of ours that points to techniques
- has both columns (as a rule ``technique_id``, named, which may be part of a key; and ``leads_to``, which may not),
- has a trigger before insert that runs ``lead_own()`` (revision 0006): a row for a technique that has handed over
  already leads to its end at once,
- reads and counts by ``leads_to``, and shows ``technique_id`` beside it where they differ,
- stands in `POINTINGS` with the word for it in previews of upgrades.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.adapters.persistence.organisation.scopes import tell_of_exclusions
from aegis_catalog.adapters.persistence.own_actors.repository import tell_of_own_actors
from aegis_catalog.adapters.persistence.profile.repository import tell_of_profile
from aegis_catalog.adapters.persistence.tags.repository import tell_of_tags
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

Tell = Callable[[SqlUnitOfWork, Collection[UUID]], Awaitable[None]]
"""Publishes what rows of the table are part of, after some moved: given the techniques that they led to and lead to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """Rows of `table` that point to techniques. `counts` is an SQL condition on the rows that people still see;
    `tell` is for what lies on a topic, or in other tables, with the ids that rows lead to."""

    subject: str
    table: str
    named: str = "technique_id"
    leads_to: str = "leads_to"
    counts: str = "true"
    tell: Tell | None = None


POINTINGS: tuple[Pointing, ...] = (
    Pointing(subject="notes", table="note", counts="withdrawn_at is null"),
    Pointing(subject="playbooks", table="playbook", counts="withdrawn_at is null"),
    Pointing(subject="exclusions", table="exclusion", tell=tell_of_exclusions),
    Pointing(subject="profile", table="profile_technique", tell=tell_of_profile),
    Pointing(subject="tags", table="tag_technique", tell=tell_of_tags),
    Pointing(subject="own_actors", table="own_actor_use", tell=tell_of_own_actors),
)
"""Every table of ours that points to techniques: a line each."""

_FOLLOW = """
with moving as (
    select {table}.ctid as place, {table}.{leads_to} as led,
        coalesce(succession.target_id, {table}.{named}) as leads
    from {table} left join succession on succession.old_id = {table}.{named}
    where {table}.{leads_to} is distinct from coalesce(succession.target_id, {table}.{named})
    for update of {table}
)
update {table} set {leads_to} = moving.leads from moving where {table}.ctid = moving.place
returning moving.led, moving.leads
"""


async def follow_own(uow: SqlUnitOfWork, pointings: Sequence[Pointing] = POINTINGS) -> frozenset[UUID]:
    """Leads every row to where its technique's succession now ends, and tells of it. The techniques that rows came
    from or went to. One statement a table."""
    touched: set[UUID] = set()
    for pointing in pointings:
        moved = await lead_rows(uow, pointing)
        if moved and pointing.tell is not None:
            await pointing.tell(uow, moved)
        touched |= moved
    return frozenset(touched)


async def lead_rows(uow: SqlUnitOfWork, pointing: Pointing) -> frozenset[UUID]:
    """Leads the rows of one table. The techniques that rows came from or went to."""
    driver = await driver_of(uow.connection)
    statement = _FOLLOW.format(table=pointing.table, named=pointing.named, leads_to=pointing.leads_to)
    return frozenset(id_ for row in await driver.fetch(statement) for id_ in row)
