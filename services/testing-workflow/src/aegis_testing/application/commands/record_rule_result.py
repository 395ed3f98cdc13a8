"""Record whether a detection rule fired."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.recording.rule_result import put_rule_result
from aegis_testing.domain.rule_result import RuleResult
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRuleResultCommand:
    """Of which test, as it was read. A rule's second result replaces its first."""

    test: TestRef
    version: int
    result: RuleResult


class RecordRuleResult:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: RecordRuleResultCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "record", "blue")
            put_rule_result(test, command.result, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
