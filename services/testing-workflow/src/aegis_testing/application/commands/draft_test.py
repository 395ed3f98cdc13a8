"""Draft a test of a technique, with a custom procedure or by a template."""

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.drafting import Drafting, DraftTestCommand, require_drafting
from aegis_testing.application.ports import Tests
from aegis_testing.domain.test import Test


class DraftTest:
    """Raises `Forbidden`, `NotKnownYet` for a technique or template that the catalogue has not told us of, `RuleBroken`
    for a template that is not to be used, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, drafting: Drafting) -> None:
        self._uow = uow
        self._tests = tests
        self._drafting = drafting

    async def __call__(self, caller: Caller, command: DraftTestCommand) -> Test:
        require_drafting(caller, command)
        async with self._uow:
            test = await self._drafting.of(caller, command)
            await self._tests.add(test)
            await self._uow.commit()
            return test
