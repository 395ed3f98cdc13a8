"""Many tests at once, over fakes."""

from typing import Any

import pytest
from testing_support.fakes import FakePeople, FakeTechniques, FakeTemplates, Office
from testing_support.many import FakeManyTests
from testing_support.people import BERT, ROSA, RUTH
from testing_support.tests import Desk

from aegis_kernel.bulk import Outcome
from aegis_kernel.errors import DomainError, Forbidden, Invalid
from aegis_testing.application.assignees import Assignees
from aegis_testing.application.bulk_items import Approve, BulkItem, Cancel, ChangePlan, Make, Start, Tag
from aegis_testing.application.commands.bulk_tests import BulkTests, BulkTestsCommand
from aegis_testing.application.drafting import Drafting, DraftTestCommand
from aegis_testing.application.procedures import Procedures
from aegis_testing.domain.moves.draft import PlanChange
from aegis_testing.domain.procedure import custom_procedure


def bulk(office: Office) -> BulkTests:
    assignees = Assignees(FakePeople())
    drafting = Drafting(
        office.tests,
        FakeTechniques(),
        Procedures(FakeTemplates()),
        assignees,
        office.organisation,
        office.clock,
        office.ids,
    )
    return BulkTests(office.uow, FakeManyTests(office.tests), office.access, assignees, drafting)


def codes(outcomes: Any) -> list[str]:
    return [one.code if isinstance(one, DomainError) else "done" for one in outcomes]


async def test_each_item_is_done_or_not_at_all(desk: Desk) -> None:
    fine, contradicted = desk.in_review(), desk.in_review(expected_tools=("NDR",))
    office = Office(desk, fine, contradicted)
    items: list[BulkItem | DomainError] = [
        Approve(test=contradicted.id, version=contradicted.version, side="red"),
        Approve(test=fine.number, version=fine.version, side="red"),
        Start(test=fine.id, version=fine.version),
        Invalid("odd", "Odd."),
        Make(draft=DraftTestCommand(technique="T1059.001", procedure=custom_procedure("Step"))),
    ]
    outcomes = await bulk(office)(RUTH, BulkTestsCommand(items=items))
    assert codes(outcomes) == ["rule_broken", "done", "repeated", "odd", "done"]
    assert isinstance(outcomes[0], DomainError)
    assert [fault.code for fault in outcomes[0].faults] == ["expected_tool_not_checked"]
    assert office.kept(contradicted).version == contradicted.version
    assert office.kept(fine).red.status == "approved"
    assert office.tests.events == ["SideApproved", "TestDrafted"]
    assert office.uow.commits == 1


async def test_what_was_refused_halfway_is_not_kept(desk: Desk) -> None:
    test = desk.drafted()
    office = Office(desk, test)
    too_many = Tag(test=test.id, version=test.version, add=tuple(f"tag {number}" for number in range(51)))
    too_long = ChangePlan(test=test.id, version=test.version, change=PlanChange(tags=("x" * 1_000,)))
    outcomes: list[Outcome] = [
        *await bulk(office)(RUTH, BulkTestsCommand(items=[too_many])),
        *await bulk(office)(RUTH, BulkTestsCommand(items=[too_long])),
    ]
    assert codes(outcomes) == ["invalid", "invalid"]
    assert office.kept(test).tags == ()


async def test_all_or_none(desk: Desk) -> None:
    one, other = desk.drafted(), desk.started()
    office = Office(desk, one, other)
    items = [Start(test=test.id, version=test.version) for test in (one, other)]
    with pytest.raises(Invalid) as refused:
        await bulk(office)(RUTH, BulkTestsCommand(items=items, atomic=True))
    assert {fault.pointer for fault in refused.value.faults} == {"/items/1/state"}
    assert (office.uow.commits, office.kept(one).state) == (0, "draft")


async def test_leads_alone_and_each_with_their_own_rights(desk: Desk) -> None:
    test = desk.in_review()
    office = Office(desk, test)
    item = Approve(test=test.id, version=test.version, side="red")
    with pytest.raises(Forbidden):
        await bulk(office)(ROSA, BulkTestsCommand(items=[item]))
    assert codes(await bulk(office)(BERT, BulkTestsCommand(items=[item]))) == ["not_allowed"]
    cancelled = [Cancel(test=test.id, version=test.version, reason="not needed")]
    assert codes(await bulk(office)(BERT, BulkTestsCommand(items=cancelled))) == ["done"]
