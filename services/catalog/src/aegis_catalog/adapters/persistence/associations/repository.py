"""Verdicts on rules for templates, on PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.templates.states import template_states
from aegis_catalog.application.associations.ports import Pair, Verdict
from aegis_catalog.domain.people import Person
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_kernel.clock import Clock

_LOCK = "select id from template where id = any($1::uuid[]) order by id for update"
_SET = """
insert into rule_association as present (rule_id, template_id, verdict, reason, version, by_id, by_name, at)
select rule_id, template_id, $3, $4, 1, $5, $6, $7
from unnest($1::uuid[], $2::uuid[]) as given(rule_id, template_id)
order by rule_id, template_id
on conflict (rule_id, template_id) do update
set verdict = excluded.verdict, reason = excluded.reason, version = present.version + 1, by_id = excluded.by_id,
    by_name = excluded.by_name, at = excluded.at
where present.verdict <> excluded.verdict
"""
_TAKE_BACK = """
delete from rule_association using unnest($1::uuid[], $2::uuid[]) as given(rule, template)
where rule_id = given.rule and template_id = given.template
"""


class SqlAssociations:
    """`Associations`."""

    def __init__(self, uow: SqlUnitOfWork, publications: SqlPublications, clock: Clock) -> None:
        self._uow = uow
        self._publications = publications
        self._clock = clock

    async def set(self, pairs: Sequence[Pair], verdict: Verdict | None, by: Person, reason: str) -> None:
        if not pairs:
            return
        driver = await driver_of(self._uow.connection)
        rules: list[UUID] = [rule_id for rule_id, _ in pairs]
        templates: list[UUID] = [template_id for _, template_id in pairs]
        touched = sorted(set(templates))
        await driver.fetch(_LOCK, touched)
        if verdict is None:
            await driver.execute(_TAKE_BACK, rules, templates)
        else:
            now = self._clock.now()
            await driver.execute(_SET, rules, templates, verdict, reason, by.id, by.name, now)
        states = await template_states(driver, touched)
        by_key = {str(id_): state for id_, state in states.items()}
        await self._publications.say(CATALOG_TEMPLATES, by_key, type_="TemplateRevised", reason=reason or None)
