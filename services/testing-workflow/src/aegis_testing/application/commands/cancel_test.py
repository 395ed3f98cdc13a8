"""Cancel a test before its validation."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTestCommand:
    """Which test, as it was read, and why."""

    test: TestRef
    version: int
    reason: str


class CancelTest:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: CancelTestCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "cancel")
            cancel(test, command.reason, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
