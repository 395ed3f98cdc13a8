"""Record when blue responded and when it was contained."""

from dataclasses import dataclass
from datetime import datetime

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.keep import KEEP, Keep
from aegis_testing.domain.recording.response import put_response
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResponseCommand:
    """Of which test, as it was read. None says not yet."""

    test: TestRef
    version: int
    responded_at: datetime | Keep | None = KEEP
    contained_at: datetime | Keep | None = KEEP


class RecordResponse:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: RecordResponseCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "record", "blue")
            put_response(test, caller, now, responded_at=command.responded_at, contained_at=command.contained_at)
            await self._tests.save(test)
            await self._uow.commit()
            return test
