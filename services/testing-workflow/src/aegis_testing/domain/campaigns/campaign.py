"""The aggregate: tests that belong together, in their order, with a window and people (design, "Campaigns")."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from aegis_kernel.aggregate import Aggregate, DomainEvent
from aegis_kernel.errors import NotFound
from aegis_testing.domain.people import Person

CampaignType = Literal["purple", "red", "detection", "tabletop"]
CampaignStateName = Literal["draft", "active", "completed", "archived", "cancelled"]
MetBy = Literal["executed", "submitted", "validated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who takes part; a guest sees nothing else."""

    person: Person
    guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A test in its place."""

    test_id: UUID
    phase: str = ""
    depends_on: tuple[UUID, ...] = ()
    met_by: MetBy = "executed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """When it is run again: `rule` as the scheduling knows it, in `zone`; calendar rules count from `starts_at`."""

    rule: str
    zone: str
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDrafted(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignChanged(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignActivated(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCompleted(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCancelled(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignArchived(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignScheduled(DomainEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRunCreated(DomainEvent):
    """It recurred: a new campaign was made after it."""


Kind = type[DomainEvent]


@dataclass(eq=False, kw_only=True)
class Campaign(Aggregate):
    """A campaign. `run_of` is the campaign whose schedule made it, `run_number` counts from 1, which is that one."""

    id: UUID
    version: int = 0
    name: str
    type: CampaignType
    owner: Person
    created_at: datetime
    updated_at: datetime
    state: CampaignStateName = "draft"
    objective: str = ""
    rules_of_engagement: str = ""
    deconfliction_contact: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    restricted: bool = False
    blind: bool = False
    members: tuple[Member, ...] = ()
    tests: tuple[Entry, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    recurrence: Recurrence | None = None
    run_of: UUID | None = None
    run_number: int = 1
    reason: str = ""
    last_event: str = ""

    def __post_init__(self) -> None:
        super().__init__(self.id, self.version)

    @property
    def test_ids(self) -> frozenset[UUID]:
        return frozenset(one.test_id for one in self.tests)

    @property
    def member_ids(self) -> frozenset[UUID]:
        return frozenset(one.person.id for one in self.members)

    def entry(self, test_id: UUID) -> Entry:
        """Raises `NotFound`."""
        for one in self.tests:
            if one.test_id == test_id:
                return one
        raise NotFound("not_found", f"The campaign has no test {test_id}.")

    def happened(self, event: Kind, at: datetime, changed: dict[str, Any], reason: str = "") -> None:
        """Records `event`; `changed` are old values by field."""
        self.updated_at, self.last_event = at, event.__name__
        self.record(event(changed=changed, reason=reason or None))
