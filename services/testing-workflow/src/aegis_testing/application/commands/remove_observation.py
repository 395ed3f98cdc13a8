"""Remove an observation."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.recording.observation import remove_observation
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveObservationCommand:
    """Which one of which test, as it was read."""

    test: TestRef
    version: int
    observation_id: UUID


class RemoveObservation:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: RemoveObservationCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "record", "blue")
            remove_observation(test, command.observation_id, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
