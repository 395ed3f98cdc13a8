"""Twins of the ports, in memory. Each passes the suite that the real one passes (tests/contracts)."""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from aegis_kernel.aggregate import Recorded
from aegis_kernel.errors import NotFound, Stale
from aegis_testing.application.access import Access
from aegis_testing.application.ports import KnownPerson, KnownTechnique, KnownTool, TestRef, Vocabulary
from aegis_testing.domain.circumstances import InCampaign, Policy
from aegis_testing.domain.people import Person
from aegis_testing.domain.template import Template
from aegis_testing.domain.test import Test
from testing_support.people import EVERYONE
from testing_support.tests import POWERSHELL, Desk


class FakeUnitOfWork:
    """Undoes what was not committed, and counts commits."""

    def __init__(self, tests: "FakeTests") -> None:
        self.tests = tests
        self.commits = 0
        self._before: dict[UUID, Test] | None = None

    async def __aenter__(self) -> Self:
        self._before = dict(self.tests.kept)
        self._events = len(self.tests.published)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            self.tests.kept = self._before
            del self.tests.published[self._events :]

    async def commit(self) -> None:
        self.commits += 1
        self._before = None


class FakeTests:
    """The port `Tests` over a dictionary."""

    def __init__(self, *tests: Test) -> None:
        self.kept: dict[UUID, Test] = {}
        self.published: list[tuple[UUID, Recorded]] = []
        self._number = 0
        self.campaigns: dict[UUID | None, InCampaign] = {}
        for test in tests:
            test.take_recorded()
            self.kept[test.id] = deepcopy(test)

    async def get(self, test: TestRef, *, alone: bool = False) -> Test:
        for one in self.kept.values():
            if test in {one.id, one.number} and one.deleted_at is None:
                return deepcopy(one)
        raise NotFound("not_found", f"There is no test {test}.")

    async def with_evidence(self, evidence_id: UUID) -> Test:
        for one in self.kept.values():
            if one.deleted_at is None and any(piece.id == evidence_id for piece in one.evidence):
                return deepcopy(one)
        raise NotFound("not_found", f"There is no evidence {evidence_id}.")

    async def next_number(self) -> int:
        self._number = max(self._number, *(one.number for one in self.kept.values()), 0) + 1
        return self._number

    async def retests_of(self, original_id: UUID) -> int:
        return sum(
            one.retest_of == original_id and one.deleted_at is None and one.cancelled_at is None
            for one in self.kept.values()
        )

    async def in_campaign(self, test: Test) -> InCampaign | None:
        return self.campaigns.get(test.campaign_id)

    async def add(self, test: Test) -> None:
        self._keep(test)

    async def save(self, test: Test) -> None:
        if test.version == test.read_version:
            return
        present = self.kept[test.id].version
        if present != test.read_version:
            raise Stale(present)
        self._keep(test)

    def _keep(self, test: Test) -> None:
        self.published += [(test.id, one) for one in test.take_recorded()]
        self.kept[test.id] = deepcopy(test)

    @property
    def events(self) -> list[str]:
        return [type(one.event).__name__ for _, one in self.published]


class FakeOrganisation:
    def __init__(self, policy: Policy | None = None, vocabulary: Vocabulary | None = None) -> None:
        self.present = policy or Policy()
        self.words = vocabulary or Vocabulary()

    async def policy(self) -> Policy:
        return self.present

    async def vocabulary(self) -> Vocabulary:
        return self.words


class FakeTechniques:
    def __init__(self, *known: KnownTechnique, default: bool = True) -> None:
        powershell = KnownTechnique(named_id=POWERSHELL.id, technique=POWERSHELL, state="active")
        self.known = known or ((powershell,) if default else ())

    async def find(self, named: UUID | str) -> KnownTechnique | None:
        for one in self.known:
            if named in {one.named_id, one.technique.attack_id}:
                return one
        return None


class FakeTemplates:
    def __init__(self, *templates: Template) -> None:
        self.known = {template.id: template for template in templates}

    async def find(self, template_id: UUID) -> Template | None:
        return self.known.get(template_id)


class FakePeople:
    def __init__(self, inactive: Sequence[UUID] = ()) -> None:
        self.inactive = inactive

    async def find_all(self, people: Collection[UUID]) -> Mapping[UUID, KnownPerson]:
        return {
            one.id: KnownPerson(person=Person.of(one), roles=one.roles, active=one.id not in self.inactive)
            for one in EVERYONE
            if one.id in people
        }


class FakeTools:
    def __init__(self, *tools: KnownTool) -> None:
        self.tools = tools

    async def by_id(self, tool_id: UUID) -> KnownTool | None:
        return next((one for one in self.tools if one.id == tool_id), None)

    async def by_name(self, name: str) -> KnownTool | None:
        return next((one for one in self.tools if one.name.casefold() == name.casefold()), None)

    async def any(self) -> bool:
        return bool(self.tools)


class DeskClock:
    """The desk's clock as a port."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def now(self) -> Any:
        return self.desk.circumstances().now


class FakeIds:
    def new(self) -> UUID:
        return uuid4()


class Office:
    """All ports of a use case, as fakes, around some tests."""

    def __init__(self, desk: Desk, *tests: Test) -> None:
        self.desk = desk
        self.tests = FakeTests(*tests)
        self.uow = FakeUnitOfWork(self.tests)
        self.organisation = FakeOrganisation(desk.policy)
        self.clock = DeskClock(desk)
        self.access = Access(self.tests, self.organisation, self.clock)
        self.ids = FakeIds()

    def kept(self, test: Test) -> Test:
        return self.tests.kept[test.id]
