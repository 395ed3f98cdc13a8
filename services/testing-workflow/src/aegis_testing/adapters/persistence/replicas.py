"""What this service keeps of others' topics: techniques, templates, successions, our organisation, users."""

from collections.abc import Mapping
from typing import Any

import msgspec

from aegis_chassis.messaging.hearing import Replica
from aegis_chassis.web.known_users import known_users_hearing
from aegis_contracts.catalog_organisation import OrganisationState, PolicyState, ScopeState, ToolState
from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_contracts.catalog_templates import TemplateState
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_kernel.facts import Fact
from aegis_testing.adapters.persistence.tables import known_user, organisation, succession, technique, template

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
    return {"old_id": fact.state.old_id, "target_id": fact.state.target_id, "undone": fact.state.undone}


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
SUCCESSIONS = Replica(table=succession, key="old_id", key_of=lambda fact: fact.state.old_id, row=succession_row)
ORGANISATION = Replica(table=organisation, key="key", key_of=lambda fact: fact.key, row=organisation_row)
USERS = known_users_hearing(IDENTITY_USERS, known_user)
"""As every service hears them; here with what follows when somebody leaves (`bootstrap.groups`)."""
