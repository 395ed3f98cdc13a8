"""Propose a correction of a validated test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aegis_kernel.ids import Ids
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.places import Places
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.application.tool_choice import ToolChoice
from aegis_testing.domain.moves.correct import propose
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeCorrectionCommand:
    """Which test, as it was read, why, and new values of fields by execution and observation."""

    test: TestRef
    version: int
    reason: str
    executions: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)
    observations: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)


class ProposeCorrection:
    """The test, and the correction's id. Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`,
    `NotKnownYet`."""

    def __init__(
        self, uow: UnitOfWork, tests: Tests, access: Access, places: Places, tools: ToolChoice, ids: Ids
    ) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._places = places
        self._tools = tools
        self._ids = ids

    async def __call__(self, caller: Caller, command: ProposeCorrectionCommand) -> tuple[Test, UUID]:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "correct")
            correction_id = self._ids.new()
            executions = {id_: await self._placed(test, id_, changes) for id_, changes in command.executions.items()}
            observations = {id_: await self._by_tool(changes) for id_, changes in command.observations.items()}
            propose(test, correction_id, command.reason, executions, observations, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test, correction_id

    async def _placed(self, test: Test, id_: UUID, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        if not changes.keys() & {"platform", "environment"}:
            return changes
        was = test.execution(id_)
        platform, environment = await self._places.named(
            changes.get("platform", was.platform), changes.get("environment", was.environment)
        )
        return {**changes, "platform": platform, "environment": environment}

    async def _by_tool(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        if not changes.keys() & {"tool", "tool_id"}:
            return changes
        tool, tool_id = await self._tools.chosen(changes.get("tool_id"), changes.get("tool"))
        return {**changes, "tool": tool, "tool_id": tool_id}
