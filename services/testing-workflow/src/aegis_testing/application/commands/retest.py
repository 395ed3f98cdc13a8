"""Retest: a new draft that checks a fix."""

from dataclasses import dataclass, replace

from aegis_kernel.ids import Ids
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.moves.again import note_retest, original_of, retest
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RetestCommand:
    """Which test, as it was read, and perhaps why."""

    test: TestRef
    version: int
    reason: str | None = None


class Retest:
    """The new draft. The original's version rises with each, so that two asked for at once are counted both. Raises
    `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, ids: Ids) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._ids = ids

    async def __call__(self, caller: Caller, command: RetestCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "retest")
            original = test if test.retest_of is None else await self._tests.get(original_of(test))
            now = replace(now, retests=await self._tests.retests_of(original.id))
            made = retest(test, self._ids.new(), await self._tests.next_number(), caller, now)
            note_retest(original, made, command.reason, caller, now)
            await self._tests.save(original)
            await self._tests.add(made)
            await self._uow.commit()
            return made
