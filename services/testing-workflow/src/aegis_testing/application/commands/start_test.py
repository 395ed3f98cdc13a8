"""Start a draft: both sides may work."""

from dataclasses import dataclass, replace

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTestCommand:
    """Which test, as it was read. `reason` is for a start outside the window of its campaign."""

    test: TestRef
    version: int
    reason: str | None = None


class StartTest:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: StartTestCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "start")
            start(test, caller, replace(now, reason=checked_reason(command.reason, needed=False)))
            await self._tests.save(test)
            await self._uow.commit()
            return test
