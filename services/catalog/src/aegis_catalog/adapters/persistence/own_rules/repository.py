"""Detection rules of our own on PostgreSQL: rows like upstream's, in the same tables."""

from typing import Any
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.application.content.by_people import by_a_person
from aegis_catalog.application.content.exercise_items import Rule
from aegis_catalog.application.content.ports import Items
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.domain.log_source import LogSource
from aegis_catalog.domain.own_rule import OwnRule, RuleTold
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.imported.rules import RuleLogSource
from aegis_kernel.errors import NotFound, RuleBroken, Stale

CUSTOM = "custom"

# The row is locked, so that neither an import nor another person changes it meanwhile.
_ONE = """
select upstream, kind, name, severity, language, log_source, state, created, modified, withdrawn_at, description, body,
    authors,
    array(select named from technique_name where item_id = id order by named) as techniques,
    coalesce((select version from publication where topic = $2 and key = cast(id as text)), 0) as version
from rule join rule_body on rule_id = id
where id = $1
for update of rule
"""

_log_source = msgspec.json.Decoder(LogSource).decode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode


class SqlOwnRules:
    """`OwnRules`."""

    def __init__(self, uow: SqlUnitOfWork, items: Items, teller: Teller) -> None:
        self._uow = uow
        self._items = items
        self._teller = teller

    async def get(self, rule_id: UUID, *, expected: int | None) -> OwnRule:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        row: Any = await driver.fetchrow(_ONE, rule_id, CATALOG_RULES.name)
        if row is None:
            raise NotFound("rule_not_found", "There is no such rule.")
        if row["upstream"] != CUSTOM:
            raise RuleBroken("not_our_own", "It is upstream's: what upstream says is never edited.")
        if expected is not None and expected != row["version"]:
            raise Stale(row["version"])
        told = RuleTold(
            title=row["name"],
            kind=row["kind"],
            techniques=tuple(row["techniques"]),
            description=row["description"],
            severity=row["severity"],
            language=row["language"],
            log_source=_log_source(row["log_source"]),
            body=row["body"],
        )
        return OwnRule(
            rule_id,
            told,
            row["version"],
            authors=_texts(row["authors"]),
            retired=row["state"] == "withdrawn",
            created=row["created"],
            modified=row["modified"],
            withdrawn_at=row["withdrawn_at"],
        )

    async def save(self, rule: OwnRule) -> None:
        recorded = rule.take_recorded()
        if not recorded:
            return
        await hold_content(self._uow)
        await self._items.write([_item(rule)])
        reasons = {str(rule.id): recorded[-1].event.reason}
        await self._teller.tell({"rule": [rule.id]}, by_a_person, reasons)


def _item(rule: OwnRule) -> Rule:
    told = rule.told
    return Rule(
        id=rule.id,
        attack_id="",
        name=told.title,
        description=told.description,
        state="withdrawn" if rule.retired else "active",
        domains=(),
        release=None,
        url=None,
        upstream=CUSTOM,
        upstream_key=str(rule.id),
        sources=(CUSTOM,),
        created=rule.created,
        modified=rule.modified,
        withdrawn_at=rule.withdrawn_at,
        technique_ids_named=told.techniques,
        rule_kind=told.kind,
        severity=told.severity,
        upstream_status=None,
        type=None,
        language=told.language,
        body=told.body,
        log_source=msgspec.convert(told.log_source, RuleLogSource, from_attributes=True),
        risk_score=None,
        false_positives=(),
        related=(),
        note=None,
        references=(),
        authors=rule.authors,
        license=None,
        upstream_path="",
    )
