"""Add an execution: red puts down what it ran."""

from dataclasses import dataclass, replace

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.places import Places
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.recording.execution import add_execution
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExecutionCommand:
    """To which test, as it was read."""

    test: TestRef
    version: int
    execution: Execution


class AddExecution:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, places: Places) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._places = places

    async def __call__(self, caller: Caller, command: AddExecutionCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "record", "red")
            platform, environment = await self._places.named(command.execution.platform, command.execution.environment)
            execution = replace(command.execution, platform=platform, environment=environment)
            add_execution(test, execution, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
