"""Withdraw a correction."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.moves.correct import withdraw_correction
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCorrectionCommand:
    """Which correction of which test, as it was read."""

    test: TestRef
    version: int
    correction_id: UUID


class WithdrawCorrection:
    """By whoever proposed it. Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: WithdrawCorrectionCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "withdraw-correction")
            withdraw_correction(test, command.correction_id, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
