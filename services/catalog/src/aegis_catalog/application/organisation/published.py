"""What the topic of the organisation says."""

from aegis_catalog.domain.collection import ComponentCollection
from aegis_catalog.domain.custom_fields import CustomField
from aegis_catalog.domain.events import (
    CollectionChanged,
    CustomFieldChanged,
    InfrastructureChanged,
    PolicyChanged,
    ProfileChanged,
    ScopeChanged,
    TagChanged,
    TeamChanged,
    ToolChanged,
)
from aegis_catalog.domain.infrastructure_change import InfrastructureChange
from aegis_catalog.domain.policy import Policy
from aegis_catalog.domain.profile import Profile
from aegis_catalog.domain.scope import Scope
from aegis_catalog.domain.tags import Tag
from aegis_catalog.domain.teams import Team
from aegis_catalog.domain.tool import Tool
from aegis_contracts.catalog_organisation import (
    CollectionState,
    CustomFieldState,
    Exclusion,
    InfrastructureChangeState,
    OrganisationState,
    PolicyState,
    ProfileActor,
    ProfileList,
    ProfileState,
    ScopeState,
    TagState,
    TeamState,
    ToolState,
)
from aegis_kernel.aggregate import DomainEvent

TYPES: dict[type[DomainEvent], str] = {
    ScopeChanged: "ScopeChanged",
    PolicyChanged: "PolicyChanged",
    ToolChanged: "ToolChanged",
    ProfileChanged: "ProfileChanged",
    CollectionChanged: "CollectionChanged",
    TeamChanged: "TeamChanged",
    TagChanged: "TagChanged",
    CustomFieldChanged: "CustomFieldChanged",
    InfrastructureChanged: "InfrastructureChanged",
}

SCOPE_KEY = "scope/-"
POLICY_KEY = "policy/-"
PROFILE_KEY = "profile/-"


def tool_key(tool: Tool) -> str:
    """The key of a tool's records."""
    return f"tool/{tool.id}"


def scope_state(scope: Scope) -> OrganisationState:
    bounds = scope.boundaries
    return OrganisationState(
        item=ScopeState(
            platforms=bounds.platforms,
            domains=bounds.domains,
            environments=bounds.environments,
            business_units=bounds.business_units,
            include_pre=bounds.include_pre,
            time_zone=bounds.time_zone,
            exclusions=tuple(
                Exclusion(technique_id=entry.technique_id, reason=entry.reason, by=entry.by, until=entry.until)
                for entry in scope.exclusions.values()
            ),
        )
    )


def policy_state(policy: Policy) -> OrganisationState:
    return OrganisationState(
        item=PolicyState(review=policy.review, skew_tolerance_seconds=policy.skew_tolerance_seconds)
    )


def tool_state(tool: Tool) -> OrganisationState:
    """A tool as others may know it; who owns it stays here."""
    description = tool.description
    return OrganisationState(
        item=ToolState(
            id=tool.id,
            name=description.name,
            type=description.kind,
            platforms=description.platforms,
            active_from=description.active_from,
            active_to=description.active_to,
        )
    )


def profile_state(profile: Profile) -> OrganisationState:
    return OrganisationState(
        item=ProfileState(
            actors=tuple(ProfileActor(actor_id=one.actor_id, weight=one.weight) for one in profile.actors),
            lists=tuple(
                ProfileList(name=one.name, technique_ids=one.techniques.ids, weight=one.weight) for one in profile.lists
            ),
        )
    )


def collection_state(collection: ComponentCollection) -> OrganisationState:
    return OrganisationState(
        item=CollectionState(data_component_id=collection.id, collection=dict(collection.platforms))
    )


def team_state(team: Team) -> OrganisationState:
    return OrganisationState(item=TeamState(id=team.id, name=team.name, retired=team.retired))


def tag_state(tag: Tag) -> OrganisationState:
    return OrganisationState(
        item=TagState(id=tag.id, name=tag.name, technique_ids=tag.techniques.ids, retired=tag.retired)
    )


def custom_field_state(field: CustomField) -> OrganisationState:
    return OrganisationState(
        item=CustomFieldState(
            id=field.id, name=field.name, type=field.type, choices=field.choices, retired=field.retired
        )
    )


def infrastructure_change_state(change: InfrastructureChange) -> OrganisationState:
    """A change as others may know it; who reported it stays in the audit trail."""
    told = change.told
    return OrganisationState(
        item=InfrastructureChangeState(
            id=change.id,
            title=told.title,
            at=told.at,
            description=told.description,
            tool_ids=told.tool_ids,
            platforms=told.platforms,
            data_component_ids=told.data_component_ids,
            business_units=told.business_units,
            withdrawn=change.withdrawn_at is not None,
        )
    )
