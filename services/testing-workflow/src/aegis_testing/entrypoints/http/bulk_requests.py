"""What people send to do something to many tests at once: each item says what, by its `action`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_testing.application import bulk_items
from aegis_testing.application.drafting import DraftTestCommand
from aegis_testing.domain.moves.draft import PlanChange
from aegis_testing.domain.words import Rung, SideName
from aegis_testing.entrypoints.http.refs import test_ref
from aegis_testing.entrypoints.http.requests import AssigneesRequest, DraftRequest, Reason, Tags, ToolNames, kept

TestName = Annotated[str, Meta(min_length=1, max_length=40, description="The test's id, or its number.")]
Version = Annotated[int, Meta(ge=1, description="The version that was read.")]


def _tag(name: str) -> str:
    return name.removesuffix("Item").lower()


class _Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="action", tag=_tag):
    """One of many."""


class MakeItem(_Item, frozen=True, kw_only=True):
    """A new test, as by itself."""

    draft: DraftRequest

    def item(self) -> bulk_items.Make:
        return bulk_items.Make(draft=drafted(self.draft))


class AssignItem(_Item, frozen=True, kw_only=True):
    """Who works on which side; null frees one."""

    test: TestName
    version: Version
    assignees: AssigneesRequest

    def item(self) -> bulk_items.Assign:
        return bulk_items.Assign(test=test_ref(self.test), version=self.version, assignees=self.assignees.by_side())


class StartItem(_Item, frozen=True, kw_only=True):
    test: TestName
    version: Version

    def item(self) -> bulk_items.Start:
        return bulk_items.Start(test=test_ref(self.test), version=self.version)


class SubmitItem(_Item, frozen=True, kw_only=True):
    test: TestName
    version: Version
    side: SideName

    def item(self) -> bulk_items.Submit:
        return bulk_items.Submit(test=test_ref(self.test), version=self.version, side=self.side)


class ApproveItem(_Item, frozen=True, kw_only=True):
    """A test with a contradiction is passed over; its result names it."""

    test: TestName
    version: Version
    side: SideName
    reason: Reason | None = None

    def item(self) -> bulk_items.Approve:
        return bulk_items.Approve(test=test_ref(self.test), version=self.version, side=self.side, reason=self.reason)


class ExpectedItem(_Item, frozen=True, kw_only=True):
    """What is left out stays; null takes the rung away."""

    test: TestName
    version: Version
    expected: Rung | UnsetType | None = UNSET
    expected_tools: ToolNames | UnsetType = UNSET

    def item(self) -> bulk_items.ChangePlan:
        change = PlanChange(expected=kept(self.expected), expected_tools=kept(self.expected_tools))
        return bulk_items.ChangePlan(test=test_ref(self.test), version=self.version, change=change)


class DueItem(_Item, frozen=True, kw_only=True):
    """Until when; null for no date."""

    test: TestName
    version: Version
    due: date | None

    def item(self) -> bulk_items.ChangePlan:
        return bulk_items.ChangePlan(test=test_ref(self.test), version=self.version, change=PlanChange(due=self.due))


class TagItem(_Item, frozen=True, kw_only=True):
    """Tags that are added, and tags that are taken away."""

    test: TestName
    version: Version
    add: Tags = ()
    remove: Tags = ()

    def item(self) -> bulk_items.Tag:
        return bulk_items.Tag(test=test_ref(self.test), version=self.version, add=self.add, remove=self.remove)


class CancelItem(_Item, frozen=True, kw_only=True):
    test: TestName
    version: Version
    reason: Reason

    def item(self) -> bulk_items.Cancel:
        return bulk_items.Cancel(test=test_ref(self.test), version=self.version, reason=self.reason)


Item = MakeItem | AssignItem | StartItem | SubmitItem | ApproveItem | ExpectedItem | DueItem | TagItem | CancelItem


class BulkRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most 500 items; a test stands in them once."""

    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=bulk_items.ITEMS_MOST)]


def drafted(data: DraftRequest) -> DraftTestCommand:
    """The command that a request for a draft means."""
    assignees = data.assignees.by_side()
    return DraftTestCommand(
        technique=None if data.technique is None else technique_named(data.technique),
        procedure=None if data.procedure is None else data.procedure.procedure(),
        template=None if data.template is None else data.template.choice(),
        expected=data.expected,
        expected_tools=data.expected_tools,
        tags=data.tags,
        due=data.due,
        red_assignee=assignees.get("red"),
        blue_assignee=assignees.get("blue"),
        blind=None if data.blind is None else data.blind.choice(),
    )


def technique_named(text: str) -> UUID | str:
    """A technique by its id, or by the ATT&CK id that `text` is then."""
    try:
        return UUID(text)
    except ValueError:
        return text
