"""What people send about a campaign."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_contracts.testing_campaigns import CampaignType, MetBy
from aegis_testing.application.commands.create_campaign import CreateCampaignCommand
from aegis_testing.application.commands.fill_campaign import NewTest
from aegis_testing.application.drafting import DraftTestCommand
from aegis_testing.domain.campaigns.campaign import Entry
from aegis_testing.domain.campaigns.moves import MAX_DEPENDS_ON, MAX_LONG_TEXT, MAX_MEMBERS, MAX_TESTS
from aegis_testing.domain.limits import MAX_ARGUMENT, MAX_REASON, MAX_WORD
from aegis_testing.entrypoints.http.instants import Instant, utc
from aegis_testing.entrypoints.http.requests import DraftRequest, Word

LongText = Annotated[str, Meta(max_length=MAX_LONG_TEXT)]
Contact = Annotated[str, Meta(max_length=MAX_REASON)]
Phase = Annotated[str, Meta(max_length=MAX_WORD)]
Variables = Annotated[dict[Word, Annotated[str, Meta(max_length=MAX_ARGUMENT)]], Meta(max_length=200)]


class MemberRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user, by id. A guest is somebody from outside, who sees nothing else."""

    id: UUID
    guest: bool = False


Members = Annotated[tuple[MemberRequest, ...], Meta(max_length=MAX_MEMBERS)]


class MembersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes part from now on."""

    members: Members


class CampaignRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new campaign. A red one is blind unless it says otherwise; a tabletop is never scored. `variables` fill the
    arguments of the same names in tests that are drafted in it."""

    name: Word
    type: CampaignType = "purple"
    objective: LongText = ""
    rules_of_engagement: LongText = ""
    deconfliction_contact: Contact = ""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    restricted: bool = False
    blind: bool | None = None
    members: Members = ()
    variables: Variables = {}

    def command(self) -> CreateCampaignCommand:
        return CreateCampaignCommand(
            name=self.name,
            type=self.type,
            objective=self.objective,
            rules_of_engagement=self.rules_of_engagement,
            deconfliction_contact=self.deconfliction_contact,
            starts_at=utc(self.starts_at, "/starts_at"),
            ends_at=utc(self.ends_at, "/ends_at"),
            restricted=self.restricted,
            blind=self.blind,
            members=pairs(self.members),
            variables=self.variables,
        )


class CampaignPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes an end of the window away."""

    name: Word | UnsetType = UNSET
    objective: LongText | UnsetType = UNSET
    rules_of_engagement: LongText | UnsetType = UNSET
    deconfliction_contact: Contact | UnsetType = UNSET
    starts_at: Instant | UnsetType | None = UNSET
    ends_at: Instant | UnsetType | None = UNSET
    restricted: bool | UnsetType = UNSET
    variables: Variables | UnsetType = UNSET

    def new(self) -> dict[str, Any]:
        given = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not UNSET}
        for name in ("starts_at", "ends_at"):
            if name in given:
                given[name] = utc(given[name], f"/{name}")
        return given


class PlaceRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A test in its place, by id; it starts when all of `depends_on` are what `met_by` asks for."""

    test_id: UUID
    phase: Phase = ""
    depends_on: Annotated[tuple[UUID, ...], Meta(max_length=MAX_DEPENDS_ON)] = ()
    met_by: MetBy = "executed"

    def entry(self) -> Entry:
        return Entry(test_id=self.test_id, phase=self.phase, depends_on=self.depends_on, met_by=self.met_by)


class NewTestRequest(DraftRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new test of the campaign, in a phase of it."""

    phase: Phase = ""

    def new(self) -> NewTest:
        assignees = self.assignees.by_side()
        return NewTest(
            phase=self.phase,
            draft=DraftTestCommand(
                technique=_technique(self.technique),
                procedure=None if self.procedure is None else self.procedure.procedure(),
                template=None if self.template is None else self.template.choice(),
                expected=self.expected,
                expected_tools=self.expected_tools,
                tags=self.tags,
                due=self.due,
                red_assignee=assignees.get("red"),
                blue_assignee=assignees.get("blue"),
                blind=None if self.blind is None else self.blind.choice(),
            ),
        )


class FillRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tests that there are, and drafts to be made, at most 500 together."""

    tests: Annotated[tuple[PlaceRequest, ...], Meta(max_length=500)] = ()
    drafts: Annotated[tuple[NewTestRequest, ...], Meta(max_length=500)] = ()


class OrderRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All tests of the campaign from now on, in order; those that are left out leave it."""

    tests: Annotated[tuple[PlaceRequest, ...], Meta(max_length=MAX_TESTS)]


class EndRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it ends. With open tests it has to be said whether they are cancelled, or moved to the campaign `move_to`."""

    reason: Annotated[str, Meta(max_length=MAX_REASON)] | None = None
    open_tests: Literal["cancel", "move"] | None = None
    move_to: UUID | None = None


NOTHING_SAID = EndRequest()


def pairs(members: tuple[MemberRequest, ...]) -> list[tuple[UUID, bool]]:
    """People by id, and whether as guests."""
    return [(one.id, one.guest) for one in members]


def _technique(named: str | None) -> UUID | str | None:
    if named is None:
        return None
    try:
        return UUID(named)
    except ValueError:
        return named
