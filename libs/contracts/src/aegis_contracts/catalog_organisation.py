"""Topic ``aegis.catalog.organisation``: what concerns us. The key of a record is ``kind/id``; scope is ``scope/-``."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Collection, CustomFieldType, Domain, ReviewPolicy
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
    business_units: tuple[str, ...] = ()
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


class ProfileActor(Struct, frozen=True, kw_only=True):
    """An actor that matters to us, with a weight of 1 to 3."""

    actor_id: UUID
    weight: int = 1


class ProfileList(Struct, frozen=True, kw_only=True):
    """A list of techniques of our own that matters to us as an actor does."""

    name: str
    technique_ids: tuple[UUID, ...]
    weight: int = 1


class ProfileState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="profile"):
    """The threat profile: relevance of a technique = weighted share of these that use it."""

    actors: tuple[ProfileActor, ...] = ()
    lists: tuple[ProfileList, ...] = ()


class CollectionState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="data_component"):
    """Whether we collect a data component, by platform."""

    data_component_id: UUID
    collection: dict[str, Collection] = {}


class TeamState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="team"):
    id: UUID
    name: str
    retired: bool = False


class TagState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="tag"):
    """A tag, and the techniques that carry it. Tests and campaigns carry tags by their names."""

    id: UUID
    name: str
    technique_ids: tuple[UUID, ...] = ()
    retired: bool = False


class CustomFieldState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="custom_field"):
    """A typed field of our own; at most 20. `choices` are those of the type ``choice``."""

    id: UUID
    name: str
    type: CustomFieldType
    choices: tuple[str, ...] = ()
    retired: bool = False


class InfrastructureChangeState(Struct, frozen=True, kw_only=True, tag_field="kind", tag="infrastructure_change"):
    """Something changed here: what rests on it is in doubt from `at` on. An empty scope field means no limit by it."""

    id: UUID
    title: str
    at: datetime
    description: str = ""
    tool_ids: tuple[UUID, ...] = ()
    platforms: tuple[str, ...] = ()
    data_component_ids: tuple[UUID, ...] = ()
    business_units: tuple[str, ...] = ()
    withdrawn: bool = False


class OrganisationState(Struct, frozen=True, kw_only=True):
    item: (
        ScopeState
        | PolicyState
        | ToolState
        | ProfileState
        | CollectionState
        | TeamState
        | TagState
        | CustomFieldState
        | InfrastructureChangeState
    )


CATALOG_ORGANISATION = Topic(
    spec=TopicSpec(name="aegis.catalog.organisation", cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=OrganisationState,
    types={
        "ScopeChanged": "aegis.catalog.scope.changed.v1",
        "PolicyChanged": "aegis.catalog.policy.changed.v1",
        "ToolChanged": "aegis.catalog.tool.changed.v1",
        "ProfileChanged": "aegis.catalog.profile.changed.v1",
        "CollectionChanged": "aegis.catalog.collection.changed.v1",
        "TeamChanged": "aegis.catalog.team.changed.v1",
        "TagChanged": "aegis.catalog.tag.changed.v1",
        "CustomFieldChanged": "aegis.catalog.custom-field.changed.v1",
        "InfrastructureChanged": "aegis.catalog.infrastructure.changed.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
