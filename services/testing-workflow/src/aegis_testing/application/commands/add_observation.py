"""Add an observation: blue puts down what a tool showed of an execution."""

from dataclasses import dataclass, replace

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.application.tool_choice import ToolChoice
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.recording.observation import add_observation
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class AddObservationCommand:
    """To which test, as it was read. The observation's tool is named by `tool_id`, else by `tool`."""

    test: TestRef
    version: int
    observation: Observation


class AddObservation:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`, `Conflict`, `NotKnownYet`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, tools: ToolChoice) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._tools = tools

    async def __call__(self, caller: Caller, command: AddObservationCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "record", "blue")
            tool, tool_id = await self._tools.chosen(command.observation.tool_id, command.observation.tool)
            observation = replace(command.observation, tool=tool, tool_id=tool_id)
            add_observation(test, observation, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
