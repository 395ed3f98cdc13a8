"""Change an observation: correct it while blue is open, amend its references until the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.application.tool_choice import ToolChoice
from aegis_testing.domain.recording.observation import change_observation
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeObservationCommand:
    """Which one of which test, as it was read; `changes` are fields of `Observation`."""

    test: TestRef
    version: int
    observation_id: UUID
    changes: Mapping[str, Any]


class ChangeObservation:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`, `Conflict`, `NotKnownYet`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, tools: ToolChoice) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._tools = tools

    async def __call__(self, caller: Caller, command: ChangeObservationCommand) -> Test:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "amend", "blue")
            changes = dict(command.changes)
            if changes.keys() & {"tool", "tool_id"}:
                changes["tool"], changes["tool_id"] = await self._tools.chosen(
                    changes.get("tool_id"), changes.get("tool")
                )
            change_observation(test, command.observation_id, changes, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test
