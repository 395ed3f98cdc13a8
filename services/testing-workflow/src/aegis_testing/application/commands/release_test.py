"""Release a held test."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.moves.hold import release
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTestCommand:
    """Which test, as it was read."""

    test: TestRef
    version: int


class ReleaseTest:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: ReleaseTestCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "release")
            release(test, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
