"""How many templates there are, in one query."""

from aegis_catalog.application.templates.queries.templates import TemplateStats
from aegis_catalog.domain.content import State
from aegis_chassis.database.pool import Database

_STATS = """
with meant as materialized (
    select id, upstream, platforms, executor, approval from template
    where (state = any($1::text[]) or $1 = '{}') and (upstream = any($2::text[]) or sources && $2 or $2 = '{}')
)
select 'total' as what, '' as word, count(*) as templates from meant
union all select 'by_source', upstream, count(*) from meant group by upstream
union all select 'by_platform', platform, count(*) from meant, unnest(platforms) as platform group by platform
union all select 'by_executor', executor, count(*) from meant group by executor
union all select 'by_approval', approval, count(*) from meant group by approval
union all select 'by_tactic', shortname, count(*) from (
    select distinct meant.id, tactic.shortname
    from meant
    join technique_name on technique_name.item_id = meant.id
    join technique_tactic on technique_tactic.technique_id = technique_name.technique_id
    join tactic on tactic.id = technique_tactic.tactic_id
) one group by shortname
union all select 'never_used', '', count(*) from meant
    where not exists (
        select from template_standing where template_id = meant.id and last_used_at is not null
    )
order by what, templates desc, word
"""


class SqlTemplateStatsReader:
    """`TemplateStatsReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, states: tuple[State, ...], sources: tuple[str, ...]) -> TemplateStats:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_STATS, list(states), list(sources))
        found: dict[str, dict[str, int]] = {}
        for what, word, templates in rows:
            found.setdefault(what, {})[word] = templates
        return TemplateStats(
            total=found["total"][""],
            by_source=found.get("by_source", {}),
            by_platform=found.get("by_platform", {}),
            by_tactic=found.get("by_tactic", {}),
            by_executor=found.get("by_executor", {}),
            by_approval=found.get("by_approval", {}),
            never_used=found["never_used"][""],
        )
