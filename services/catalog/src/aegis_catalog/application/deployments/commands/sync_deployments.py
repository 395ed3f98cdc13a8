"""A tool's own list of its rules comes in: deployments follow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.deployments.ports import Deployments
from aegis_catalog.domain.deployment_sync import Synced, SyncRow, sync
from aegis_catalog.domain.people import person
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDeploymentsCommand:
    """`complete`: the tool has no rules beside these. `dry_run`: only say what would follow."""

    tool_id: UUID
    rows: Sequence[SyncRow]
    complete: bool = False
    dry_run: bool = False


class SyncDeployments:
    """The same list again changes nothing. Raises `Forbidden`, `NotFound`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, deployments: Deployments, clock: Clock) -> None:
        self._uow = uow
        self._deployments = deployments
        self._clock = clock

    async def __call__(self, caller: Caller, command: SyncDeploymentsCommand) -> Synced:
        require(caller, Action.DEPLOYMENTS_EDIT)
        async with self._uow:
            present = await self._deployments.in_tool(command.tool_id)
            known = await self._deployments.known(command.tool_id, command.rows)
            found = sync(command.tool_id, command.rows, known, present, self._clock.now(), complete=command.complete)
            if not command.dry_run:
                await self._deployments.save(found.changed, person(caller), reason="Synced from the tool.")
                await self._uow.commit()
        return found
