"""A test's corrections, and what it said before them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import Execution, Observation, PersonRef
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application import published
from aegis_testing.application.access import READER
from aegis_testing.application.ports import TestFinder, TestRef
from aegis_testing.domain.correction import Correction, CorrectionStatus, Version, versions
from aegis_testing.domain.hidden import shown_to
from aegis_testing.domain.result import execution_results, split
from aegis_testing.domain.words import ResultName, SideName


class ExecutionChange(Struct, frozen=True, kw_only=True):
    before: Execution
    after: Execution


class ObservationChange(Struct, frozen=True, kw_only=True):
    before: Observation
    after: Observation


class ApprovalView(Struct, frozen=True, kw_only=True):
    side: SideName
    by: PersonRef
    at: datetime


class CorrectionView(Struct, frozen=True, kw_only=True):
    """A proposed diff and what became of it; `closed_*` is who applied, rejected or withdrew it."""

    id: UUID
    status: CorrectionStatus
    by: PersonRef
    at: datetime
    reason: str
    executions: tuple[ExecutionChange, ...]
    observations: tuple[ObservationChange, ...]
    approvals: tuple[ApprovalView, ...]
    closed_at: datetime | None
    closed_by: PersonRef | None
    closed_reason: str | None


class VersionView(Struct, frozen=True, kw_only=True):
    """What a validated test said from `since` until `until`, null for now."""

    number: int
    since: datetime
    until: datetime | None
    correction_id: UUID | None
    result: ResultName | None
    executions: tuple[Execution, ...]
    observations: tuple[Observation, ...]


class TestCorrections:
    """Reads them whole, oldest first. Raises `Forbidden`, `NotFound`."""

    __test__ = False

    def __init__(self, finder: TestFinder, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, test: TestRef) -> tuple[CorrectionView, ...]:
        require(caller, Action.TESTS_READ, READER)
        found = await self._finder.find(test, self._clock.now())
        return tuple(correction_view(one) for one in shown_to(found.test, caller).corrections)


class TestVersions:
    """Reads them whole, oldest first; none before the validation. Raises `Forbidden`, `NotFound`."""

    __test__ = False

    def __init__(self, finder: TestFinder, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, test: TestRef) -> tuple[VersionView, ...]:
        require(caller, Action.TESTS_READ, READER)
        found = shown_to((await self._finder.find(test, self._clock.now())).test, caller)
        if found.validated_at is None:
            return ()
        said = versions(found.executions, found.observations, found.corrections, found.validated_at)
        return tuple(_version(one) for one in said)


def correction_view(one: Correction) -> CorrectionView:
    return CorrectionView(
        id=one.id,
        status=one.status,
        by=published.person_of(one.by),
        at=one.at,
        reason=one.reason,
        executions=tuple(
            ExecutionChange(before=published.execution_of(was), after=published.execution_of(now))
            for was, now in one.executions
        ),
        observations=tuple(
            ObservationChange(before=published.observation_of(was), after=published.observation_of(now))
            for was, now in one.observations
        ),
        approvals=tuple(
            ApprovalView(side=each.side, by=published.person_of(each.by), at=each.at) for each in one.approvals
        ),
        closed_at=one.closed_at,
        closed_by=published.maybe_person_of(one.closed_by),
        closed_reason=one.closed_reason or None,
    )


def _version(one: Version) -> VersionView:
    return VersionView(
        number=one.number,
        since=one.since,
        until=one.until,
        correction_id=one.correction_id,
        result=split(execution_results(one.executions, one.observations)).result,
        executions=tuple(published.execution_of(each) for each in one.executions),
        observations=tuple(published.observation_of(each) for each in one.observations),
    )
