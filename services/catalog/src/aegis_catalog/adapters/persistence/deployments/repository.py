"""Deployments on PostgreSQL: one statement for all of them, however many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.rule_health.standings import SqlRuleStandings
from aegis_catalog.adapters.persistence.rules.states import rule_states
from aegis_catalog.domain.deployment import Deployment, Place
from aegis_catalog.domain.deployment_sync import Known, SyncRow
from aegis_catalog.domain.people import Person
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound

_LOCK = "select id from rule where id = any($1::uuid[]) order by id for update"
_COLUMNS = "rule_id, tool_id, status, since, local_id, owner, version"
_OF = f"""
select {_COLUMNS} from rule_deployment
join unnest($1::uuid[], $2::uuid[]) as given(rule, tool) on rule_id = given.rule and tool_id = given.tool
"""  # noqa: S608  # put together from constants
_TOOL = "select id from tool where id = $1 for update"
_IN_TOOL = f"select {_COLUMNS} from rule_deployment where tool_id = $1"  # noqa: S608  # as above
_BY_ID = "select id from rule where id = any($1::uuid[])"
_BY_KEY = "select upstream_key as name, id from rule where upstream_key = any($1::text[]) order by id"
_BY_LOCAL_ID = """
select local_id as name, rule_id as id from rule_deployment where tool_id = $1 and local_id = any($2::text[])
order by rule_id
"""
_BY_TITLE = "select name, id from rule where name = any($1::text[]) and state = 'active' order by id"
# Whatever was said last holds until what is said now begins, and never ends before it began.
_CLOSE = """
update deployment_period as period set until = greatest(period.since, given.until)
from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as given(rule_id, tool_id, until)
where period.rule_id = given.rule_id and period.tool_id = given.tool_id and period.until is null
"""
# One that was taken away and comes back goes on counting.
_NUMBERED = """
select given.rule_id, given.tool_id, coalesce(max(period.version), 0) as version
from unnest($1::uuid[], $2::uuid[]) as given(rule_id, tool_id)
join deployment_period as period using (rule_id, tool_id)
group by given.rule_id, given.tool_id
"""
_GIVEN = """
unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[])
    as given(rule_id, tool_id, status, since, local_id, owner, version)
"""
_PUT = f"""
insert into rule_deployment as present ({_COLUMNS}, by_id, by_name, at)
select given.*, $8::uuid, $9::text, $10::timestamptz from {_GIVEN} order by rule_id, tool_id
on conflict (rule_id, tool_id) do update
set status = excluded.status, since = excluded.since, local_id = excluded.local_id, owner = excluded.owner,
    version = excluded.version, by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at
"""  # noqa: S608  # as above
_PERIODS = f"""
insert into deployment_period ({_COLUMNS}, by_id, by_name, at)
select given.*, $8::uuid, $9::text, $10::timestamptz from {_GIVEN}
"""  # noqa: S608  # as above
_TAKE_AWAY = """
delete from rule_deployment using unnest($1::uuid[], $2::uuid[]) as given(rule, tool)
where rule_id = given.rule and tool_id = given.tool
"""


class SqlDeployments:
    """`Deployments`."""

    def __init__(
        self, uow: SqlUnitOfWork, publications: SqlPublications, standings: SqlRuleStandings, clock: Clock
    ) -> None:
        self._uow = uow
        self._publications = publications
        self._standings = standings
        self._clock = clock

    async def of(self, places: Collection[Place]) -> Mapping[Place, Deployment]:
        if not places:
            return {}
        driver = await driver_of(self._uow.connection)
        rules = [rule_id for rule_id, _ in places]
        await driver.fetch(_LOCK, rules)
        rows = await driver.fetch(_OF, rules, [tool_id for _, tool_id in places])
        return {one.place: one for one in map(_read, rows)}

    async def in_tool(self, tool_id: UUID) -> Mapping[UUID, Deployment]:
        driver = await driver_of(self._uow.connection)
        if await driver.fetchval(_TOOL, tool_id) is None:
            raise NotFound("tool_not_found", "There is no such tool.")
        return {one.rule_id: one for one in map(_read, await driver.fetch(_IN_TOOL, tool_id))}

    async def known(self, tool_id: UUID, rows: Sequence[SyncRow]) -> Known:
        driver = await driver_of(self._uow.connection)
        ids = await driver.fetch(_BY_ID, list(_ids(row.rule for row in rows)))
        return Known(
            ids={row["id"] for row in ids},
            keys=_named(await driver.fetch(_BY_KEY, [row.key for row in rows if row.key])),
            local_ids=_named(await driver.fetch(_BY_LOCAL_ID, tool_id, [row.local_id for row in rows if row.local_id])),
            titles=_named(await driver.fetch(_BY_TITLE, [row.title for row in rows if row.title])),
        )

    async def save(
        self, changed: Sequence[Deployment], by: Person, *, gone: Sequence[Deployment] = (), reason: str | None = None
    ) -> None:
        touched = sorted({one.rule_id for one in (*changed, *gone)})
        if not touched:
            return
        driver = await driver_of(self._uow.connection)
        await driver.fetch(_LOCK, touched)
        now = self._clock.now()
        rules, tools = [one.rule_id for one in changed], [one.tool_id for one in changed]
        before = {(row[0], row[1]): row[2] for row in await driver.fetch(_NUMBERED, rules, tools)}
        versions = [max(one.version, before.get(one.place, 0) + 1) for one in changed]
        await driver.execute(
            _CLOSE,
            [*rules, *(one.rule_id for one in gone)],
            [*tools, *(one.tool_id for one in gone)],
            [*(one.since for one in changed), *(now for _ in gone)],
        )
        values = (
            rules,
            tools,
            [one.status for one in changed],
            [one.since for one in changed],
            [one.local_id for one in changed],
            [one.owner for one in changed],
            versions,
            by.id,
            by.name,
            now,
        )
        if changed:
            await driver.execute(_PUT, *values)
            await driver.execute(_PERIODS, *values)
        if gone:
            await driver.execute(_TAKE_AWAY, [one.rule_id for one in gone], [one.tool_id for one in gone])
        states = await rule_states(driver, touched)
        by_key = {str(id_): state for id_, state in states.items()}
        await self._publications.say(CATALOG_RULES, by_key, type_="RuleDeployed", reason=reason)
        await self._standings.look_at_cover(touched)


def _read(row: Any) -> Deployment:
    return Deployment(
        rule_id=row["rule_id"],
        tool_id=row["tool_id"],
        status=row["status"],
        since=row["since"],
        local_id=row["local_id"],
        owner=row["owner"],
        version=row["version"],
    )


def _ids(given: Iterable[str]) -> Iterable[UUID]:
    for one in given:
        try:
            yield UUID(one)
        except ValueError:
            continue


def _named(rows: Iterable[Any]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row["id"])
    return found
