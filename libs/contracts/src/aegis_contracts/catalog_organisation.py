"""Topic ``aegis.catalog.organisation``: what concerns us. The key of a record is ``kind/id``; scope is ``scope/-``."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Domain, ReviewPolicy
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class Exclusion(Struct, frozen=True, kw_only=True):
    """A technique that we leave out: why, by whom, until which day (inclusive; None for good)."""

    technique_id: UUID
    reason: str
    by: UUID
    until: date | None = None


class ScopeState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="scope"):
    """Platforms, domains and environments that are ours. A technique is in scope when one of its platforms is;
    ``PRE`` only with `include_pre`. No platforms: all of them."""

    platforms: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ("enterprise",)
    environments: tuple[str, ...] = ("production", "lab")
    include_pre: bool = False
    time_zone: str = "UTC"
    exclusions: tuple[Exclusion, ...] = ()


class PolicyState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="policy"):
    """How results are reviewed, and how far clocks may disagree."""

    review: ReviewPolicy = "dual"
    skew_tolerance_seconds: int = 120


class ToolState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="tool"):
    """A defence tool: chosen in observations, never typed. `type` is ``edr``, ``siem``, ``ndr``, ``mail``, ``proxy``,
    ``identity``, ``cloud`` or ``other``."""

    id: UUID
    name: str
    type: str
    platforms: tuple[str, ...] = ()
    active_from: date | None = None
    active_to: date | None = None


class OrganisationState(Struct, frozen=True, kw_only=True):
    item: ScopeState | PolicyState | ToolState


CATALOG_ORGANISATION = Topic(
    spec=TopicSpec(name="aegis.catalog.organisation", cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=OrganisationState,
    types={
        "ScopeChanged": "aegis.catalog.scope.changed.v1",
        "PolicyChanged": "aegis.catalog.policy.changed.v1",
        "ToolChanged": "aegis.catalog.tool.changed.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
