"""Shift all times of a side at once."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.recording.shift import shift_times
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTimesCommand:
    """Which side of which test, as it was read, and by how much."""

    test: TestRef
    version: int
    side: SideName
    offset_seconds: float


class ShiftTimes:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: ShiftTimesCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "shift-times", command.side)
            shift_times(test, command.side, command.offset_seconds, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
