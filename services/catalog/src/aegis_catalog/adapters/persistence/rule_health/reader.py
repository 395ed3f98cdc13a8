"""How rules fare, read."""

from uuid import UUID

from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.application.rule_health.queries.health import RuleHealthDetail, RuleInTest
from aegis_catalog.application.rules.queries.rules import RuleHealth
from aegis_chassis.database.pool import Database

HEALTH = """(
    select cast(json_build_object('expected', coalesce(max(s.expected), 0), 'evaluated', coalesce(max(s.evaluated), 0),
        'fired', coalesce(max(s.fired), 0), 'silent', coalesce(max(s.silent), 0),
        'unexpected', coalesce(max(s.unexpected), 0), 'last_fired_at', max(s.last_fired_at),
        'sole_cover', coalesce(bool_or(s.sole_cover), false)) as text)
    from rule_standing s where s.rule_id = rule.id
)"""
"""A rule's health as JSON, `RuleHealth`."""
_ONE = f"""
select {HEALTH}, (
    select cast(coalesce(json_agg(json_build_object('test_id', r.test_id, 'tool', r.tool, 'expected', r.expected,
        'outcome', r.outcome, 'at', r.at) order by r.at desc, r.test_id), '[]') as text)
    from (select * from rule_result where rule_id = rule.id order by at desc, test_id limit 100) r
)
from rule where id = $1
"""  # noqa: S608  # put together from constants


class SqlRuleHealthReader:
    """`RuleHealthReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, rule_id: UUID) -> RuleHealthDetail | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE, rule_id)
        if row is None:
            return None
        return RuleHealthDetail(rule_id, as_built(row[0], RuleHealth), as_built(row[1], list[RuleInTest]))
