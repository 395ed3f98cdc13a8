"""What reporting keeps of others' topics, as declarations."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from aegis_chassis.messaging.hearing import Child, Replica, Row
from aegis_contracts.catalog_actors import ActorState
from aegis_contracts.catalog_matrices import MatrixState
from aegis_contracts.catalog_organisation import OrganisationState, ScopeState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_contracts.scoring_scores import TechniqueScore
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact
from aegis_reporting.adapters.persistence.matrix import tables
from aegis_reporting.application.matrix.rows import Formulas


def _matrix_row(fact: Fact[MatrixState]) -> Row:
    return {"domain": fact.state.domain, "release": fact.state.release}


def _tactic_rows(fact: Fact[MatrixState]) -> Iterable[Row]:
    return (
        {
            "domain": fact.state.domain,
            "position": position,
            "tactic_id": tactic.id,
            "attack_id": tactic.attack_id,
            "shortname": tactic.shortname,
            "name": tactic.name,
        }
        for position, tactic in enumerate(fact.state.tactics)
    )


def _technique_row(fact: Fact[TechniqueState]) -> Row:
    state = fact.state
    return {
        "id": state.id,
        "attack_id": state.attack_id,
        "name": state.name,
        "active": state.state == "active",
        "domains": list(state.domains),
        "platforms": list(state.platforms),
        "platform_keys": keys_of(state.platforms),
        "parent_id": state.parent_id,
        "review_required": state.review_required,
    }


def _cell_rows(fact: Fact[TechniqueState]) -> Iterable[Row]:
    cells = dict.fromkeys((cell.domain, cell.tactic_id) for cell in fact.state.tactics)
    return ({"technique_id": fact.state.id, "domain": domain, "tactic_id": tactic} for domain, tactic in cells)


def _actor_row(fact: Fact[ActorState]) -> Row:
    return {"id": fact.state.id, "attack_id": fact.state.attack_id, "active": fact.state.state == "active"}


def _use_rows(fact: Fact[ActorState]) -> Iterable[Row]:
    used = dict.fromkeys(use.technique_id for use in fact.state.uses)
    return ({"actor_id": fact.state.id, "technique_id": technique} for technique in used)


def _score_row(fact: Fact[TechniqueScore]) -> Row:
    state = fact.state
    return {
        "technique_id": state.technique_id,
        "status": state.status,
        "flags": list(state.flags),
        "in_scope": state.in_scope,
        "tests": state.tests,
        "lines": state.lines,
        "last_attacked_at": state.last_attacked_at,
        "formulas": msgspec.json.encode(Formulas(score=state.score, proven=state.proven, assumed=state.assumed)),
    }


def _scope_row(fact: Fact[OrganisationState]) -> Row | None:
    if not isinstance(fact.state.item, ScopeState):
        return None
    scope = fact.state.item
    return {
        "key": fact.key,
        "domains": list(scope.domains),
        "platform_keys": keys_of(scope.platforms),
        "include_pre": scope.include_pre,
    }


def _exclusion_rows(fact: Fact[OrganisationState]) -> Iterable[Row]:
    if not isinstance(fact.state.item, ScopeState):
        return ()
    scope = fact.state.item
    return (
        {
            "scope_key": fact.key,
            "technique_id": exclusion.technique_id,
            "ends_at": end_of(exclusion.until, scope.time_zone),
        }
        for exclusion in {one.technique_id: one for one in scope.exclusions}.values()
    )


def _test_row(fact: Fact[TestState]) -> Row | None:
    state = fact.state
    if state.validated_at is None or state.state != "validated" or state.blind or state.deleted_at is not None:
        return None
    return {
        "id": state.id,
        "technique_id": state.technique_id,
        "number": state.number,
        "procedure": state.procedure.name,
        "result": state.result,
        "attacked_at": max((line.attacked_at for line in state.lines), default=None),
        "validated_at": state.validated_at,
    }


def keys_of(platforms: Iterable[str]) -> list[str]:
    """Platforms as they are compared: casefolded."""
    return [platform.casefold() for platform in platforms]


def end_of(until: date | None, time_zone: str) -> datetime | None:
    """The first instant after the day `until`; None for good."""
    if until is None or until == date.max:
        return None
    return datetime.combine(until + timedelta(days=1), time(), ZoneInfo(time_zone))


MATRICES: Replica[MatrixState] = Replica(
    table=tables.matrix,
    key="domain",
    key_of=lambda fact: fact.state.domain,
    row=_matrix_row,
    children=(Child(table=tables.matrix_tactic, parent="domain", rows=_tactic_rows),),
)
TECHNIQUES: Replica[TechniqueState] = Replica(
    table=tables.technique,
    key="id",
    key_of=lambda fact: fact.state.id,
    row=_technique_row,
    children=(Child(table=tables.technique_cell, parent="technique_id", rows=_cell_rows),),
)
ACTORS: Replica[ActorState] = Replica(
    table=tables.actor,
    key="id",
    key_of=lambda fact: fact.state.id,
    row=_actor_row,
    children=(Child(table=tables.actor_use, parent="actor_id", rows=_use_rows),),
)
SCORES: Replica[TechniqueScore] = Replica(
    table=tables.technique_score, key="technique_id", key_of=lambda fact: fact.state.technique_id, row=_score_row
)
SCOPE: Replica[OrganisationState] = Replica(
    table=tables.scope,
    key="key",
    key_of=lambda fact: fact.key,
    row=_scope_row,
    children=(Child(table=tables.scope_exclusion, parent="scope_key", rows=_exclusion_rows),),
)
TESTS: Replica[TestState] = Replica(table=tables.test, key="id", key_of=lambda fact: fact.state.id, row=_test_row)
