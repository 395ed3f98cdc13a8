"""Approve a side; the second approval validates the test."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.application.settling import settle_original
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveSideCommand:
    """Which side of which test, as it was read, and perhaps why."""

    test: TestRef
    version: int
    side: SideName
    reason: str | None = None


class ApproveSide:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: ApproveSideCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "approve", command.side)
            approve(test, command.side, command.reason, caller, now)
            await self._tests.save(test)
            await settle_original(self._tests, test, now)
            await self._uow.commit()
            return test
