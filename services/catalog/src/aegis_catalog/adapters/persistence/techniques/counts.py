"""What is linked to each technique and active, counted when it changes and not when it is read."""

from collections.abc import Collection
from uuid import UUID

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_ADD = """
insert into technique_count (technique_id)
select id from unnest($1::uuid[]) as given(id) order by id
on conflict do nothing
"""
# Locked before they are counted, so that of two writers the second counts what the first wrote.
_LOCK = "select from technique_count where technique_id = any($1::uuid[]) order by technique_id for update"
_COUNT = """
with linked as materialized (
    select technique_id, kind, item_id from technique_name
    where active and technique_id = any($1::uuid[])
    group by technique_id, kind, item_id
    union all
    select technique_id, 'actor', actor_id
    from actor_use join actor on actor.id = actor_id and actor.state = 'active'
    where technique_id = any($1::uuid[])
    group by technique_id, actor_id
), counted as materialized (
    select given.technique_id,
        count(*) filter (where kind = 'template') as templates,
        count(*) filter (where kind = 'rule') as rules,
        count(*) filter (where kind = 'defence') as defences,
        count(*) filter (where kind = 'actor') as actors
    from unnest($1::uuid[]) as given(technique_id) left join linked using (technique_id)
    group by given.technique_id
), shown as (
    select *, convert_to(
        '{"templates":' || templates || ',"rules":' || rules || ',"defences":' || defences || ',"actors":' || actors
        || '}', 'UTF8') as shown
    from counted
)
update technique_count as present
set templates = shown.templates, rules = shown.rules, defences = shown.defences, actors = shown.actors,
    shown = shown.shown
from shown
where present.technique_id = shown.technique_id and present.shown <> shown.shown
"""


async def count_links(uow: SqlUnitOfWork, techniques: Collection[UUID]) -> None:
    """Counts anew what is linked to these techniques."""
    if not techniques:
        return
    driver = await driver_of(uow.connection)
    ids = list(techniques)
    await driver.execute(_ADD, ids)
    await driver.execute(_LOCK, ids)
    await driver.execute(_COUNT, ids)
