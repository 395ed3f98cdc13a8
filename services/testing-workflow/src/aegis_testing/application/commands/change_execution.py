"""Change an execution: correct it while red is open, amend its hosts until the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.places import Places
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.recording.execution import change_execution
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeExecutionCommand:
    """Which one of which test, as it was read; `changes` are fields of `Execution`."""

    test: TestRef
    version: int
    execution_id: UUID
    changes: Mapping[str, Any]


class ChangeExecution:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, places: Places) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._places = places

    async def __call__(self, caller: Caller, command: ChangeExecutionCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "amend", "red")
            changes = dict(command.changes)
            if changes.keys() & {"platform", "environment"}:
                was = test.execution(command.execution_id)
                changes["platform"], changes["environment"] = await self._places.named(
                    changes.get("platform", was.platform), changes.get("environment", was.environment)
                )
            change_execution(test, command.execution_id, changes, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
