"""What is linked to each technique and active, counted when it changes and not when it is read."""

from collections.abc import Collection, Mapping
from uuid import UUID

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

COUNTED = ("template", "rule", "defence")
"""The kinds of items that are counted by the names in their text; actors are counted by what they use."""


def _shown(templates: str, rules: str, defences: str, actors: str) -> str:
    """The bytes that lists and pages show of these numbers."""
    return (
        f"""convert_to('{{"templates":' || {templates} || ',"rules":' || {rules} || ',"defences":' || {defences} """
        f"""|| ',"actors":' || {actors} || '}}', 'UTF8')"""
    )


_EXISTING = _shown(
    "(present.templates + excluded.templates)",
    "(present.rules + excluded.rules)",
    "(present.defences + excluded.defences)",
    "present.actors",
)
_ADD = f"""
insert into technique_count as present (technique_id, templates, rules, defences, shown)
select technique_id, templates, rules, defences, {_shown("templates", "rules", "defences", "0")}
from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[])
    as given(technique_id, templates, rules, defences)
order by technique_id
on conflict (technique_id) do update
set templates = present.templates + excluded.templates, rules = present.rules + excluded.rules,
    defences = present.defences + excluded.defences, shown = {_EXISTING}
"""  # noqa: S608  # no input in it
_BEGIN = """
insert into technique_count (technique_id)
select id from unnest($1::uuid[]) as given(id) order by id
on conflict do nothing
"""
# Locked before they are counted, so that of two writers the second counts what the first wrote.
_LOCK = "select from technique_count where technique_id = any($1::uuid[]) order by technique_id for update"
_COUNT = f"""
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
    select *, {_shown("templates", "rules", "defences", "actors")} as shown from counted
)
update technique_count as present
set templates = shown.templates, rules = shown.rules, defences = shown.defences, actors = shown.actors,
    shown = shown.shown
from shown
where present.technique_id = shown.technique_id and present.shown <> shown.shown
"""  # noqa: S608  # no input in it


async def count_links(uow: SqlUnitOfWork, techniques: Collection[UUID]) -> None:
    """Counts anew what is linked to these techniques."""
    if not techniques:
        return
    driver = await driver_of(uow.connection)
    ids = list(techniques)
    await driver.execute(_BEGIN, ids)
    await driver.execute(_LOCK, ids)
    await driver.execute(_COUNT, ids)


async def add_links(uow: SqlUnitOfWork, more: Mapping[tuple[UUID, str], int]) -> None:
    """Adds to what was counted: how many active items of a kind more (or less) a technique has. Much less work than to
    count a technique's links anew."""
    counts: dict[UUID, list[int]] = {}
    for (technique_id, kind), number in more.items():
        if number and kind in COUNTED:
            counts.setdefault(technique_id, [0] * len(COUNTED))[COUNTED.index(kind)] += number
    if counts:
        driver = await driver_of(uow.connection)
        await driver.execute(_ADD, list(counts), *(list(column) for column in zip(*counts.values(), strict=True)))
