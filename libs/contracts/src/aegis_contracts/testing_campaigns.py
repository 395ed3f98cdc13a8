"""Topic ``aegis.testing.campaigns``: tests that belong together, their window, their people, their order."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef
from aegis_kernel.facts import Cleanup, Topic, TopicSpec

CampaignType = Literal["purple", "red", "detection", "tabletop"]
CampaignStateName = Literal["draft", "active", "completed", "archived", "cancelled"]
MetBy = Literal["executed", "submitted", "validated"]


class CampaignMember(Struct, frozen=True, kw_only=True):
    """Who takes part. A guest sees this campaign and no other."""

    id: UUID
    name: str
    guest: bool = False


class CampaignTest(Struct, frozen=True, kw_only=True):
    """A test of the campaign, in its place. It starts when all of `depends_on` are what `met_by` asks for."""

    test_id: UUID
    phase: str = ""
    depends_on: tuple[UUID, ...] = ()
    met_by: MetBy = "executed"


class CampaignSchedule(Struct, frozen=True, kw_only=True):
    """How it recurs: ``weekly``, ``monthly``, ``quarterly``, ``yearly`` or five fields of cron, in a time zone."""

    rule: str
    zone: str = "UTC"
    starts_at: datetime
    ends_at: datetime | None = None


class CampaignState(Struct, frozen=True, kw_only=True):
    """The whole public state. `restricted` ones are for members, leads, admin and auditor. Of a `blind` one phases,
    dependencies and variables are left out. A ``tabletop`` is never scored."""

    id: UUID
    name: str
    type: CampaignType
    state: CampaignStateName
    owner: PersonRef
    created_at: datetime
    updated_at: datetime
    objective: str = ""
    rules_of_engagement: str = ""
    deconfliction_contact: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    restricted: bool = False
    blind: bool = False
    members: tuple[CampaignMember, ...] = ()
    tests: tuple[CampaignTest, ...] = ()
    variables: dict[str, str] = {}
    schedule: CampaignSchedule | None = None
    run_of: UUID | None = None
    run_number: int = 1
    reason: str = ""
    last_event: str = ""


TESTING_CAMPAIGNS = Topic(
    spec=TopicSpec(name="aegis.testing.campaigns", partitions=3, cleanup=Cleanup.COMPACT),
    owner="testing-workflow",
    state=CampaignState,
    types={
        name: f"aegis.testing.campaign.{wire}.v1"
        for name, wire in {
            "CampaignDrafted": "drafted",
            "CampaignActivated": "activated",
            "CampaignCompleted": "completed",
            "CampaignCancelled": "cancelled",
            "CampaignArchived": "archived",
            "CampaignScheduled": "scheduled",
            "CampaignRunCreated": "run-created",
            "CampaignChanged": "changed",
        }.items()
    },
    heard_by=("reporting",),
)
