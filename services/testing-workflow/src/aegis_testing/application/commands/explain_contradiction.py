"""Explain why a contradiction is none."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.recording.explanation import explain
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainContradictionCommand:
    """Which contradiction of which test, as it was read, for which side."""

    test: TestRef
    version: int
    side: SideName
    key: str
    explanation: str


class ExplainContradiction:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: ExplainContradictionCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "explain", command.side)
            explain(test, command.side, command.key, command.explanation, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
