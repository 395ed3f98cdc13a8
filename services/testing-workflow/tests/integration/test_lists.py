"""Lists of tests: filters, order, pages."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from testing_support.database import put
from testing_support.people import BELA, BRIT, RALF, ROSA, RUTH
from testing_support.tests import Desk

from aegis_chassis.database.pool import Database
from aegis_kernel.paging import PageRequest, Sort
from aegis_testing.adapters.persistence.lists import SqlTestLists
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.tests import SORTS, TestFilters, TestItem
from aegis_testing.domain.moves.draft import delete_draft
from aegis_testing.domain.moves.hold import hold
from aegis_testing.domain.procedure import Technique
from aegis_testing.domain.test import Test

SEER = Seer(person=UUID(int=1))
NEWEST = (Sort("updated_at", descending=True),)


async def listed(database: Database, *, sort: tuple[Sort, ...] = NEWEST, **filters: Any) -> list[TestItem]:
    page = await SqlTestLists(database).page(TestFilters(**filters), PageRequest(sort=sort, count=True), SEER)
    assert page.total == len(page.items)
    return page.items


@pytest.fixture
async def some(database: Database, desk: Desk) -> dict[str, Test]:
    tests = {
        "draft": desk.drafted(tags=("Pilot", "q4"), due=date(2026, 12, 24)),
        "running": desk.started(RALF, BRIT, tags=("pilot",)),
        "review": desk.in_review(due=date(2027, 1, 31)),
        "validated": desk.validated(),
        "deleted": desk.drafted(),
    }
    hold(tests["running"], None, RUTH, desk.circumstances())
    tests["draft"].technique = Technique(id=uuid4(), attack_id="T1003", name="OS Credential Dumping")
    delete_draft(tests["deleted"], ROSA, desk.circumstances())
    await put(database, *tests.values())
    return tests


@pytest.mark.parametrize(
    "filters, names",
    [
        ({}, ["running", "validated", "review", "draft"]),
        ({"states": ("draft", "validated")}, ["validated", "draft"]),
        ({"held": True}, ["running"]),
        ({"held": False}, ["validated", "review", "draft"]),
        ({"tags": ("PILOT",)}, ["running", "draft"]),
        ({"tags": ("q4", "none")}, ["draft"]),
        ({"results": ("detected",)}, ["validated", "review"]),
        ({"attack_ids": ("T1003",)}, ["draft"]),
        ({"attack_ids": ("T1003", "T1059.001")}, ["running", "validated", "review", "draft"]),
        ({"assignees": (BRIT.id,)}, ["running"]),
        ({"assignees": (RALF.id, BELA.id)}, ["running", "validated", "review"]),
        ({"authors": (RALF.id,)}, ["running"]),
        ({"due_since": date(2026, 12, 25)}, ["review"]),
        ({"due_until": date(2026, 12, 24)}, ["draft"]),
        ({"words": "power"}, ["running", "validated", "review"]),
        ({"words": "credential dump"}, ["draft"]),
        ({"words": "t1003"}, ["draft"]),
        ({"words": "T1059.001 encoded"}, ["running", "validated", "review"]),
        ({"words": "nothing like it"}, []),
        ({"words": "' | & :* \\ ("}, []),
        ({"states": ("draft",), "held": True}, []),
    ],
)
async def test_filters(database: Database, some: dict[str, Test], filters: dict[str, Any], names: list[str]) -> None:
    found = await listed(database, **filters)
    assert [item.id for item in found] == [some[name].id for name in names]


async def test_by_id_of_technique_and_instant(database: Database, some: dict[str, Test]) -> None:
    assert len(await listed(database, techniques=(some["draft"].technique.id,), attack_ids=("T1059.001",))) == 4
    changed = some["review"].updated_at
    assert [item.id for item in await listed(database, updated_since=changed, updated_until=changed)] == [
        some["review"].id
    ]


async def test_a_row_shows_what_its_test_says(database: Database, some: dict[str, Test]) -> None:
    [item] = await listed(database, states=("in_review",))
    test = some["review"]
    assert (item.number, item.version, item.state) == (test.number, test.version, "in_review")
    assert (item.technique.attack_id, item.procedure) == ("T1059.001", "Encoded command")
    assert item.red.assignee is not None
    assert (item.red.status, item.red.assignee.name) == ("submitted", "Rosa")
    assert (item.result, item.tags, item.due) == ("detected", [], date(2027, 1, 31))


@pytest.mark.parametrize("field", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_show_every_test_once_in_order(
    database: Database, desk: Desk, field: str, descending: bool
) -> None:
    tests = [desk.drafted(due=date(2026, 12, 1 + place % 3) if place % 4 else None) for place in range(23)]
    await put(database, *tests)
    sort = (Sort(field, descending=descending), Sort("number"))
    seen: list[TestItem] = []
    after = None
    for _ in range(5):
        request = PageRequest(limit=5, after=after, sort=sort, count=True)
        page = await SqlTestLists(database).page(TestFilters(), request, SEER)
        assert page.total == 23
        seen += page.items
        if page.ends_at is None:
            break
        after = page.ends_at
    assert len(seen) == len({item.id for item in seen}) == 23
    values = [getattr(item, field, None) if field != "attack_id" else item.technique.attack_id for item in seen]
    if field == "due":
        values = [value or date.max for value in values]
    assert values == sorted(values, reverse=descending)


async def test_what_changes_meanwhile_does_not_repeat_a_row(database: Database, desk: Desk) -> None:
    await put(database, *(desk.drafted() for _ in range(6)))
    first = await SqlTestLists(database).page(TestFilters(), PageRequest(limit=3, sort=NEWEST), SEER)
    desk.later(hours=1)
    await put(database, desk.drafted())
    second = await SqlTestLists(database).page(
        TestFilters(), PageRequest(limit=9, after=first.ends_at, sort=NEWEST), SEER
    )
    assert len(second.items) == 3
    assert not {item.id for item in first.items} & {item.id for item in second.items}
