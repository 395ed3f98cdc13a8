"""The list of tests: filtered, sorted, paged."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER
from aegis_testing.application.queries.seer import BlindItem, Seer
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.words import ResultName, SideStatus, StateName

SORTS = {
    "updated_at": datetime,
    "drafted_at": datetime,
    "number": int,
    "due": date,
    "attack_id": str,
}
"""What the list can be sorted by, and the type of its values. Tests without a due date come after all with one."""


class SideItem(Struct, frozen=True, kw_only=True):
    status: SideStatus
    since: datetime | None
    assignee: PersonRef | None


class TestItem(Struct, frozen=True, kw_only=True):
    """One row of the list. `procedure` is its name."""

    __test__ = False

    id: UUID
    number: int
    version: int
    technique: TechniqueView
    procedure: str
    state: StateName
    held: bool
    result: ResultName | None
    red: SideItem
    blue: SideItem
    tags: list[str]
    due: date | None
    drafted_at: datetime
    updated_at: datetime
    started_at: datetime | None
    validated_at: datetime | None
    retest_of: UUID | None
    rerun_of: UUID | None
    blind: BlindItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFilters:
    """All that are given have to fit; of several values of one, any. `techniques` are ids, `attack_ids` ATT&CK ids;
    an `assignee` has either side. Instants and days are inclusive."""

    __test__ = False

    states: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    techniques: tuple[UUID, ...] = ()
    attack_ids: tuple[str, ...] = ()
    assignees: tuple[UUID, ...] = ()
    authors: tuple[UUID, ...] = ()
    tags: tuple[str, ...] = ()
    held: bool | None = None
    updated_since: datetime | None = None
    updated_until: datetime | None = None
    due_since: date | None = None
    due_until: date | None = None
    retest_of: UUID | None = None
    rerun_of: UUID | None = None
    campaign: UUID | None = None
    words: str | None = None


class TestLists(Protocol):
    """Reads pages of tests, one statement a page."""

    async def page(self, filters: TestFilters, request: PageRequest, seer: Seer) -> Page[TestItem]:
        """What `seer` does not see of hidden tests decides about no filter and no order: by such a one they are not
        found."""
        ...


class ListTests:
    """Raises `Forbidden`."""

    def __init__(self, lists: TestLists) -> None:
        self._lists = lists

    async def __call__(self, caller: Caller, filters: TestFilters, request: PageRequest) -> Page[TestItem]:
        require(caller, Action.TESTS_READ, READER)
        return await self._lists.page(filters, request, Seer.of(caller))
