"""What was known when of our means of defence: rules and defences, kept on PostgreSQL."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Table

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_defences import DefenceState
from aegis_contracts.catalog_rules import RuleState
from aegis_kernel.facts import Fact
from aegis_scoring.adapters.persistence import told
from aegis_scoring.adapters.persistence.periods import Kept
from aegis_scoring.adapters.persistence.tables import defence_technique, rule_technique
from aegis_scoring.application.ports import Moved

S = TypeVar("S")


class SqlKnownRules:
    """`KnownRules`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep(self, facts: Sequence[Fact[RuleState]]) -> Sequence[Moved[RuleState]]:
        kept = await told.RULES.keep(self._uow.connection, [told.rule_said(fact) for fact in facts])
        # What was off and is off moves nothing: an import of rules ends here (I3).
        counting = [one for one in kept if one.said.row["enabled"] or (one.before and one.before["enabled"])]
        return await _moved(self._uow, counting, rule_technique, "rule_id")


class SqlKnownDefences:
    """`KnownDefences`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep(self, facts: Sequence[Fact[DefenceState]]) -> Sequence[Moved[DefenceState]]:
        kept = await told.DEFENCES.keep(self._uow.connection, [told.defence_said(fact) for fact in facts])
        return await _moved(self._uow, kept, defence_technique, "defence_id")


async def _moved(uow: SqlUnitOfWork, kept: Collection[Kept[S]], links: Table, key: str) -> list[Moved[S]]:
    """Each new fact with the techniques that it speaks of, now or in any version before."""
    if not kept:
        return []
    statement = f"select {key}, technique_id from {links.name} where {key} = any($1)"  # noqa: S608  # our own tables
    driver = await driver_of(uow.connection)
    found: dict[UUID, set[Any]] = {}
    for row in await driver.fetch(statement, list({one.said.row[key] for one in kept})):
        found.setdefault(row[key], set()).add(row["technique_id"])
    return [Moved(one.said.fact, frozenset(found.get(one.said.row[key], ()))) for one in kept]
