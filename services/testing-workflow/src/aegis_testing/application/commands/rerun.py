"""Rerun: a new draft of the same, any time."""

from dataclasses import dataclass

from aegis_kernel.ids import Ids
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.moves.again import rerun
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunCommand:
    """Which test; as it was read, where that matters to whoever asks: the test itself does not change."""

    test: TestRef
    version: int | None = None


class Rerun:
    """The new draft. Raises `NotFound`, `Forbidden`, `Stale`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, ids: Ids) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._ids = ids

    async def __call__(self, caller: Caller, command: RerunCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "rerun")
            made = rerun(test, self._ids.new(), await self._tests.next_number(), caller, now)
            await self._tests.add(made)
            await self._uow.commit()
            return made
