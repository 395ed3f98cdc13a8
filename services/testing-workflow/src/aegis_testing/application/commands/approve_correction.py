"""Approve a correction; the second approval applies it."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.rights import Caller, may
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.allowed import right_of
from aegis_testing.domain.moves.correct import approve_correction
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES, SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCorrectionCommand:
    """Which correction of which test, as it was read. `side` is whose lead approves; where it is left out, the one side
    that the caller leads, or the one that is still missing."""

    test: TestRef
    version: int
    correction_id: UUID
    side: SideName | None = None


class ApproveCorrection:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: ApproveCorrectionCommand) -> Test:
        async with self._uow:
            asked = command.side or _led_by(caller)
            test, now = await self._access.to(
                caller, command.test, command.version, "approve-correction", asked or SIDES[0]
            )
            waiting = test.open_correction
            missing = next((one for one in SIDES if waiting and waiting.approved(one) is None), SIDES[0])
            side: SideName = asked or missing
            approve_correction(test, command.correction_id, side, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test


def _led_by(caller: Caller) -> SideName | None:
    """The side whose lead `caller` is; None for both, and red, which refuses, for neither."""
    led = [side for side in SIDES if may(caller, right_of("approve-correction", side))]
    return None if len(led) == len(SIDES) else (led or [SIDES[0]])[0]
