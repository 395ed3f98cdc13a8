"""How rules fare, on PostgreSQL: what tests found, and one row a rule counted from it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.rule_health.tables import rule_line, rule_result
from aegis_catalog.application.rule_health.ports import TestedRules
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

# Whoever is alone on a line depends on others: one writer at a time, who sees what the one before wrote.
_HOLD = "select pg_advisory_xact_lock(hashtextextended(current_schema() || '/rule-health', 0))"
_KNOWN = "select test_id from rule_test where test_id = any($1::uuid[])"
_NEWER = """
insert into rule_test as present (test_id, version, validated_at)
select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as given(test_id, version, validated_at)
order by given.test_id
on conflict (test_id) do update set version = excluded.version, validated_at = excluded.validated_at
where excluded.version > present.version
returning test_id
"""
_GONE = "delete from rule_result where test_id = any($1::uuid[]) returning rule_id"
_LINES_GONE = "delete from rule_line where test_id = any($1::uuid[])"
_COUNT = """
insert into rule_standing as present
    (rule_id, expected, evaluated, fired, silent, unexpected, last_fired_at, sole_cover)
select rule_id,
    count(*) filter (where expected),
    count(*) filter (where outcome <> 'not_evaluated'),
    count(*) filter (where outcome = 'fired'),
    count(*) filter (where outcome = 'silent'),
    count(*) filter (where outcome = 'fired' and not expected),
    max(at) filter (where outcome = 'fired'),
    false
from rule_result where rule_id = any($1::uuid[])
group by rule_id order by rule_id
on conflict (rule_id) do update
set expected = excluded.expected, evaluated = excluded.evaluated, fired = excluded.fired, silent = excluded.silent,
    unexpected = excluded.unexpected, last_fired_at = excluded.last_fired_at
"""
_NONE_LEFT = """
delete from rule_standing where rule_id = any($1::uuid[])
and not exists (select from rule_result where rule_result.rule_id = rule_standing.rule_id)
"""
# Rules that were looked at on the lines of these: whether one is alone there depends on the others.
_NEIGHBOURS = """
with lines as (
    select distinct technique_id, procedure, platform, environment
    from rule_result join rule_line using (test_id)
    where rule_id = any($1::uuid[]) or test_id = any($2::uuid[])
)
select distinct rule_id
from lines
join rule_line using (technique_id, procedure, platform, environment)
join rule_result using (test_id)
"""
# Each line by the newest test that looked at rules on it.
_COVER = """
with lines as (
    select distinct technique_id, procedure, platform, environment
    from rule_result join rule_line using (test_id)
    where rule_id = any($1::uuid[]) and outcome = 'fired'
), fired as (
    select lines.*, rule_result.rule_id
    from lines
    cross join lateral (
        select test_id from rule_line newest
        where (newest.technique_id, newest.procedure, newest.platform, newest.environment)
            = (lines.technique_id, lines.procedure, lines.platform, lines.environment)
        order by attacked_at desc, test_id desc limit 1
    ) newest
    join rule_result on rule_result.test_id = newest.test_id and outcome = 'fired'
    where exists (
        select from rule_deployment
        where rule_deployment.rule_id = rule_result.rule_id and rule_deployment.status = 'enabled'
    )
), alone as (
    select distinct (array_agg(rule_id))[1] as rule_id from fired
    group by technique_id, procedure, platform, environment
    having count(distinct rule_id) = 1
)
update rule_standing set sole_cover = not sole_cover
where rule_id = any($1::uuid[]) and sole_cover <> (rule_id in (select rule_id from alone))
"""


class SqlRuleStandings:
    """`RuleStandings`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def note(self, tests: Sequence[TestedRules]) -> None:
        driver = await driver_of(self._uow.connection)
        known = {row["test_id"] for row in await driver.fetch(_KNOWN, [one.test_id for one in tests])}
        concerned = [one for one in tests if one.results or one.test_id in known]
        if not concerned:
            return
        await driver.execute(_HOLD)
        newer = await driver.fetch(
            _NEWER,
            [one.test_id for one in concerned],
            [one.version for one in concerned],
            [one.validated_at for one in concerned],
        )
        if not newer:
            return
        taken = {row["test_id"] for row in newer}
        concerned = [one for one in concerned if one.test_id in taken]
        ids = list(taken)
        neighbours = await self._neighbours((), ids)
        touched = {row["rule_id"] for row in await driver.fetch(_GONE, ids)}
        await driver.execute(_LINES_GONE, ids)
        results = [(one.test_id, *result) for one in concerned for result in one.results]
        lines = [(one.test_id, one.technique_id, one.procedure, *line) for one in concerned for line in one.lines]
        await _copy(driver, rule_result, results)
        await _copy(driver, rule_line, lines)
        touched |= {rule_id for one in concerned for rule_id, *_ in one.results}
        await driver.execute(_COUNT, list(touched))
        await driver.execute(_NONE_LEFT, list(touched))
        await self._look(neighbours | await self._neighbours(touched, ids))

    async def look_at_cover(self, rule_ids: Collection[UUID]) -> None:
        await (await driver_of(self._uow.connection)).execute(_HOLD)
        await self._look(await self._neighbours(rule_ids, ()))

    async def _neighbours(self, rule_ids: Collection[UUID], tests: Collection[UUID]) -> set[UUID]:
        driver = await driver_of(self._uow.connection)
        return {row["rule_id"] for row in await driver.fetch(_NEIGHBOURS, list(rule_ids), list(tests))}

    async def _look(self, rule_ids: Collection[UUID]) -> None:
        if rule_ids:
            await (await driver_of(self._uow.connection)).execute(_COVER, sorted(rule_ids))


async def _copy(driver: Any, table: Any, records: list[tuple[Any, ...]]) -> None:
    if records:
        await driver.copy_records_to_table(table.name, columns=list(table.columns.keys()), records=records)
