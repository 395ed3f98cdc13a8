"""What is kept of each topic's facts, as rows."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from aegis_contracts.catalog_actors import ActorState
from aegis_contracts.catalog_defences import DefenceState
from aegis_contracts.catalog_organisation import OrganisationState, ScopeState
from aegis_contracts.catalog_rules import RuleState
from aegis_contracts.catalog_software import SoftwareState
from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_contracts.scoring_scores import ANSWERED
from aegis_contracts.testing_tests import TESTING_TESTS, TestState
from aegis_kernel.facts import Fact
from aegis_scoring.adapters.persistence.periods import PeriodKeeper, Said
from aegis_scoring.adapters.persistence.tables import (
    actor_period,
    defence_period,
    defence_technique,
    rule_period,
    rule_technique,
    scope_period,
    software_period,
    succession_period,
    technique_period,
    test_line,
    test_period,
    test_rule,
)
from aegis_scoring.application.phases import Phase, phase_of

TECHNIQUES = PeriodKeeper(technique_period, "technique_id")
SCOPES = PeriodKeeper(scope_period, "key")
SUCCESSIONS = PeriodKeeper(succession_period, "old_id")
ACTORS = PeriodKeeper(actor_period, "actor_id")
SOFTWARE = PeriodKeeper(software_period, "software_id")
RULES = PeriodKeeper(rule_period, "rule_id", children=(rule_technique,))
DEFENCES = PeriodKeeper(defence_period, "defence_id", children=(defence_technique,))
TESTS = PeriodKeeper(test_period, "test_id", children=(test_line, test_rule))

_ANSWERED = frozenset(TESTING_TESTS.types[name] for name in ANSWERED if name in TESTING_TESTS.types)


def technique_said(fact: Fact[TechniqueState]) -> Said[TechniqueState]:
    state = fact.state
    row = {
        "technique_id": state.id,
        "attack_id": state.attack_id,
        "name": state.name,
        "state": state.state,
        "platforms": list(state.platforms),
        "domains": list(state.domains),
        "tactic_ids": [place.tactic_id for place in state.tactics],
        "parent_id": state.parent_id,
        "review_required": state.review_required,
    }
    return Said(fact, row)


def scope_said(facts: list[Fact[OrganisationState]]) -> list[Said[OrganisationState]]:
    """Those of `facts` that are about the scope; the rest of the organisation moves no score."""
    return list(_scopes(facts))


def _scopes(facts: list[Fact[OrganisationState]]) -> Iterator[Said[OrganisationState]]:
    for fact in facts:
        if not isinstance(fact.state.item, ScopeState):
            continue
        scope = fact.state.item
        row = {
            "key": fact.key,
            "platforms": list(scope.platforms),
            "domains": list(scope.domains),
            "include_pre": scope.include_pre,
            "time_zone": scope.time_zone,
            "exclusions": [
                {
                    "technique_id": str(exclusion.technique_id),
                    "reason": exclusion.reason,
                    "until": exclusion.until.isoformat() if exclusion.until else None,
                }
                for exclusion in scope.exclusions
            ],
        }
        yield Said(fact, row)


def succession_said(fact: Fact[SuccessionState]) -> Said[SuccessionState]:
    """Where only some tests follow, none does by itself: testing tells those under their new technique."""
    state = fact.state
    undone = state.undone or state.test_ids is not None
    return Said(fact, {"old_id": state.old_id, "target_id": state.target_id, "undone": undone})


def actor_said(fact: Fact[ActorState]) -> Said[ActorState]:
    state = fact.state
    row = {
        "actor_id": state.id,
        "attack_id": state.attack_id,
        "name": state.name,
        "state": state.state,
        "technique_ids": sorted({use.technique_id for use in state.uses if use.way != "software"}),
        "software_ids": sorted(set(state.software)),
    }
    return Said(fact, row)


def software_said(fact: Fact[SoftwareState]) -> Said[SoftwareState]:
    state = fact.state
    row = {"software_id": state.id, "state": state.state, "technique_ids": sorted(set(state.technique_ids))}
    return Said(fact, row)


def rule_said(fact: Fact[RuleState]) -> Said[RuleState]:
    """A rule counts for its techniques while it stands and is enabled in some tool; the links of one that does not
    count are not kept: content brings thousands of them, and they score nothing."""
    state = fact.state
    enabled = state.state == "active" and any(one.status == "enabled" for one in state.deployments)
    links = _links(state.technique_ids) if enabled else []
    row = {"rule_id": state.id, "title": state.name, "enabled": enabled}
    return Said(fact, row, children={rule_technique.name: links})


def defence_said(fact: Fact[DefenceState]) -> Said[DefenceState]:
    """A defence is named for its techniques while it stands, and counts while it is implemented."""
    state = fact.state
    stands = state.state == "active"
    row = {
        "defence_id": state.id,
        "name": state.name,
        "implemented": stands and state.implementation == "implemented",
    }
    return Said(fact, row, children={defence_technique.name: _links(state.technique_ids) if stands else []})


def _links(technique_ids: tuple[UUID, ...]) -> list[dict[str, UUID]]:
    return [{"technique_id": technique_id} for technique_id in sorted(set(technique_ids))]


def test_said(fact: Fact[TestState]) -> Said[TestState]:
    """A result is known since its validation, everything else since it was told."""
    state = fact.state
    phase = phase_of(state)
    counts = phase is Phase.VALIDATED
    lines = [_line(line) for line in state.lines if line.result != "not_applicable"] if counts else []
    row = {
        "test_id": state.id,
        "number": state.number,
        "technique_id": state.technique_id,
        "procedure_key": state.procedure.key,
        "procedure_name": state.procedure.name,
        "phase": phase.value,
        "retest": state.retest_of is not None,
        "validated_at": state.validated_at if counts else None,
        "result": state.result if counts else None,
        "red_approved_at": state.red.approved_at if counts else None,
    }
    return Said(
        fact,
        row,
        since=state.validated_at if counts else None,
        children={test_line.name: lines, test_rule.name: _rules(state, lines)},
        always=fact.type in _ANSWERED,
    )


def _line(line: Any) -> dict[str, Any]:
    return {
        "platform": line.platform,
        "environment": line.environment,
        "result": line.result,
        "attacked_at": line.attacked_at,
        "applicable": line.applicable,
        "executions": line.executions,
    }


def _rules(state: TestState, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the evaluated rules did, if the attack took place at all. A rule named twice fired if it fired once."""
    if not lines:
        return []
    attacked_at = min(line["attacked_at"] for line in lines)
    fired: dict[Any, bool] = {}
    for result in state.rule_results:
        if result.outcome != "not_evaluated":
            fired[result.rule_id] = fired.get(result.rule_id, False) or result.outcome == "fired"
    return [{"rule_id": rule_id, "fired": did, "attacked_at": attacked_at} for rule_id, did in fired.items()]
