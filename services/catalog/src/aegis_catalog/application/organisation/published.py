"""What the topic of the organisation says."""

from aegis_catalog.domain.events import PolicyChanged, ScopeChanged, ToolChanged
from aegis_catalog.domain.policy import Policy
from aegis_catalog.domain.scope import Scope
from aegis_catalog.domain.tool import Tool
from aegis_contracts.catalog_organisation import Exclusion, OrganisationState, PolicyState, ScopeState, ToolState
from aegis_kernel.aggregate import DomainEvent

TYPES: dict[type[DomainEvent], str] = {
    ScopeChanged: "ScopeChanged",
    PolicyChanged: "PolicyChanged",
    ToolChanged: "ToolChanged",
}

SCOPE_KEY = "scope/-"
POLICY_KEY = "policy/-"


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
