"""Remediations: lists, and one of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef, Remediation, RemediationStep
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest, Sort
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.remediation import RemediationStatus
from aegis_testing.domain.words import ResultName

SORTS = {"due": date, "opened_at": datetime, "number": int}
"""Without a due date they come after all with one."""


class RemediationView(Struct, frozen=True, kw_only=True):
    """What is done about a test's gap. Its id is the test's, its version the test's too. `retest_wanted`: it is said to
    be done, and no retest is under way; `overdue`: it should be done, and is neither that nor accepted."""

    id: UUID
    number: int
    version: int
    technique: TechniqueView
    procedure: str
    result: ResultName | None
    status: RemediationStatus
    opened_at: datetime
    owner: PersonRef | None
    due: date | None
    ticket: str
    steps: tuple[RemediationStep, ...]
    reason: str
    remediated_at: datetime | None
    closed_at: datetime | None
    closed_by: UUID | None
    retests: int
    retest_wanted: bool
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediationFilters:
    """All that are given have to fit; of several values of one, any."""

    statuses: tuple[RemediationStatus, ...] = ()
    owners: tuple[UUID, ...] = ()
    techniques: tuple[UUID, ...] = ()
    attack_ids: tuple[str, ...] = ()
    open: bool | None = None
    overdue: bool | None = None
    retest_wanted: bool | None = None
    tests: tuple[UUID, ...] = ()
    numbers: tuple[int, ...] = ()


class RemediationLists(Protocol):
    """Reads pages of remediations, one statement a page."""

    async def page(
        self, filters: RemediationFilters, request: PageRequest, seer: Seer, today: date
    ) -> Page[RemediationView]:
        """Without those of hidden tests that `seer` does not see."""
        ...


class Remediations:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, lists: RemediationLists, clock: Clock) -> None:
        self._lists = lists
        self._clock = clock

    async def page(self, caller: Caller, filters: RemediationFilters, request: PageRequest) -> Page[RemediationView]:
        """Overdue is by the day in UTC."""
        require(caller, Action.TESTS_READ, READER)
        return await self._lists.page(filters, request, Seer.of(caller), self._clock.now().date())

    async def one(self, caller: Caller, test: UUID | int) -> RemediationView:
        """By the test's id or number."""
        filters = RemediationFilters(tests=(test,)) if isinstance(test, UUID) else RemediationFilters(numbers=(test,))
        found = await self.page(caller, filters, PageRequest(sort=(Sort("number"),), limit=1))
        if not found.items:
            raise NotFound("not_found", f"There is no remediation {test}.")
        return found.items[0]


def view_of(told: Remediation, *, test_id: UUID, **more: Any) -> RemediationView:
    """The view of what is stored, with what stands beside it."""
    return RemediationView(id=test_id, **{name: getattr(told, name) for name in told.__struct_fields__}, **more)
