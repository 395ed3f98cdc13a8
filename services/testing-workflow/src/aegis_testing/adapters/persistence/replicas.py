"""What this service keeps of others' topics: techniques, templates, successions, our organisation, users."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from aegis_chassis.messaging.hearing import Child, Replica
from aegis_chassis.web.known_users import known_users_hearing
from aegis_contracts.catalog_organisation import OrganisationState, PolicyState, ScopeState, ToolState
from aegis_contracts.catalog_successions import SomeTests, SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_contracts.catalog_templates import TemplateState
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_kernel.facts import Fact
from aegis_testing.adapters.persistence.tables import (
    known_user,
    organisation,
    succession,
    succession_test,
    technique,
    template,
)

_encode = msgspec.json.Encoder().encode


def technique_row(fact: Fact[TechniqueState]) -> Mapping[str, Any]:
    """Withdrawn ones are kept too: past tests name them."""
    state = fact.state
    return {
        "id": state.id,
        "attack_id": state.attack_id,
        "name": state.name,
        "state": state.state,
        "platforms": list(state.platforms),
    }


def succession_row(fact: Fact[SuccessionState]) -> Mapping[str, Any]:
    """Undone ones are kept: what they had moved has to be found again."""
    state = fact.state
    return {
        "old_id": state.old_id,
        "target_id": state.target_id,
        "undone": state.undone,
        "all_tests": state.test_ids is None,
    }


def succession_test_rows(fact: Fact[SuccessionState]) -> Iterator[Mapping[str, Any]]:
    """The tests that go elsewhere than all others: each once, wherever it stands first."""
    state = fact.state
    of_all = [] if state.test_ids is None else [SomeTests(target_id=state.target_id, test_ids=state.test_ids)]
    seen: set[UUID] = set()
    for some in (*of_all, *state.splits):
        for test_id in some.test_ids:
            if test_id not in seen:
                seen.add(test_id)
                yield {"old_id": state.old_id, "test_id": test_id, "target_id": some.target_id}


def organisation_row(fact: Fact[OrganisationState]) -> Mapping[str, Any]:
    """One table for its few rows, since they come on one topic."""
    row: dict[str, Any] = dict.fromkeys(("review", "skew_tolerance_seconds", "environments", "tool_id", "tool_name"))
    item = fact.state.item
    if isinstance(item, ScopeState):
        row |= {"kind": "scope", "environments": list(item.environments)}
    elif isinstance(item, PolicyState):
        row |= {
            "kind": "policy",
            "review": item.review,
            "skew_tolerance_seconds": item.skew_tolerance_seconds,
        }
    elif isinstance(item, ToolState):
        row |= {"kind": "tool", "tool_id": item.id, "tool_name": item.name}
    else:
        row |= {"kind": str(item.__struct_config__.tag)}
    return {"key": fact.key, **row}


def template_row(fact: Fact[TemplateState]) -> Mapping[str, Any]:
    """Withdrawn ones are kept: a test shows how its copy differs from them."""
    state = fact.state
    return {
        "id": state.id,
        "name": state.name,
        "state": state.state,
        "approval": state.approval,
        "technique_ids": list(state.technique_ids),
        "body": _encode(state),
    }


TEMPLATES = Replica(table=template, key="id", key_of=lambda fact: fact.state.id, row=template_row)
TECHNIQUES = Replica(table=technique, key="id", key_of=lambda fact: fact.state.id, row=technique_row)
SUCCESSIONS = Replica(
    table=succession,
    key="old_id",
    key_of=lambda fact: fact.state.old_id,
    row=succession_row,
    children=(Child(table=succession_test, parent="old_id", rows=succession_test_rows),),
)
ORGANISATION = Replica(table=organisation, key="key", key_of=lambda fact: fact.key, row=organisation_row)
USERS = known_users_hearing(IDENTITY_USERS, known_user)
"""As every service hears them; here with what follows when somebody leaves (`bootstrap.groups`)."""
