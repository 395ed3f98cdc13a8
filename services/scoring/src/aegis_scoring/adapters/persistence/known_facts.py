"""What was known when, kept on PostgreSQL: the ports that reactions keep facts through."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_actors import ActorState
from aegis_contracts.catalog_organisation import OrganisationState
from aegis_contracts.catalog_software import SoftwareState
from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact
from aegis_scoring.adapters.persistence import told
from aegis_scoring.adapters.persistence.known_inputs import PRESENT, settings_at
from aegis_scoring.adapters.persistence.periods import Kept
from aegis_scoring.adapters.persistence.tables import test_rule
from aegis_scoring.application.ports import Moved

_TECHNIQUES_OF_RULES = """
select r.rule_id, array_agg(distinct rt.technique_id) as technique_ids
from rule_period r join rule_technique rt on rt.rule_id = r.rule_id and rt.version = r.version
where r.rule_id = any($1) and r.known_to > $2
group by r.rule_id
"""
_RULES_OF_TESTS = "select distinct test_id, rule_id from test_rule where test_id = any($1)"


class SqlKnownTests:
    """`KnownTests`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep(self, facts: Sequence[Fact[TestState]]) -> Sequence[Moved[TestState]]:
        kept = await told.TESTS.keep(self._uow.connection, [told.test_said(fact) for fact in facts])
        rules = await self._rules(kept)
        return [
            Moved(
                one.said.fact,
                frozenset(_both(one, "technique_id")),
                frozenset(rules.get(one.said.fact.state.id, ())),
            )
            for one in kept
        ]

    async def _rules(self, kept: Sequence[Kept[TestState]]) -> dict[UUID, set[UUID]]:
        """The rules that results of these tests speak of, now or in an earlier version."""
        rules: dict[UUID, set[UUID]] = {}
        for one in kept:
            for row in one.said.children.get(test_rule.name, ()):
                rules.setdefault(one.said.fact.state.id, set()).add(row["rule_id"])
        corrected = {one.said.fact.state.id for one in kept if one.before and one.before["validated_at"] is not None}
        if corrected:
            driver = await driver_of(self._uow.connection)
            for found in await driver.fetch(_RULES_OF_TESTS, list(corrected)):
                rules.setdefault(found["test_id"], set()).add(found["rule_id"])
        return rules

    async def techniques_of_rules(self, rule_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        driver = await driver_of(self._uow.connection)
        found = await driver.fetch(_TECHNIQUES_OF_RULES, list(rule_ids), PRESENT)
        return {row["rule_id"]: frozenset(row["technique_ids"]) for row in found}


class SqlKnownTechniques:
    """`KnownTechniques`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep(self, facts: Sequence[Fact[TechniqueState]]) -> Sequence[Moved[TechniqueState]]:
        kept = await told.TECHNIQUES.keep(self._uow.connection, [told.technique_said(fact) for fact in facts])
        return [Moved(one.said.fact, frozenset({one.said.fact.state.id, *_both(one, "parent_id")})) for one in kept]


class SqlKnownScope:
    """`KnownScope`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep(self, facts: Sequence[Fact[OrganisationState]]) -> Sequence[Moved[OrganisationState]]:
        kept = await told.SCOPES.keep(self._uow.connection, told.scope_said(list(facts)))
        return [Moved(one.said.fact) for one in kept]


class SqlKnownSuccessions:
    """`KnownSuccessions`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep(self, facts: Sequence[Fact[SuccessionState]]) -> Sequence[Moved[SuccessionState]]:
        kept = await told.SUCCESSIONS.keep(self._uow.connection, [told.succession_said(fact) for fact in facts])
        return [Moved(one.said.fact, frozenset({one.said.fact.state.old_id, *_both(one, "target_id")})) for one in kept]

    async def ends(self) -> Mapping[UUID, UUID]:
        driver = await driver_of(self._uow.connection)
        return (await settings_at(driver, [PRESENT]))[PRESENT].chain_ends


class SqlKnownActors:
    """`KnownActors`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def keep_actors(self, facts: Sequence[Fact[ActorState]]) -> None:
        await told.ACTORS.keep(self._uow.connection, [told.actor_said(fact) for fact in facts])

    async def keep_software(self, facts: Sequence[Fact[SoftwareState]]) -> None:
        await told.SOFTWARE.keep(self._uow.connection, [told.software_said(fact) for fact in facts])


def _both(one: Kept[TestState] | Kept[TechniqueState] | Kept[SuccessionState], column: str) -> set[UUID]:
    """The ids in `column` now and in the version before."""
    rows = [one.said.row] if one.before is None else [one.said.row, one.before]
    return {row[column] for row in rows if row[column] is not None}
