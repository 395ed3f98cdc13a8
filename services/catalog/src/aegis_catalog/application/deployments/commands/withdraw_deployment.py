"""Somebody takes away that a rule stands in a tool at all."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.deployments.ports import Deployments
from aegis_catalog.domain.people import person
from aegis_kernel.errors import NotFound, Stale
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDeploymentCommand:
    rule_id: UUID
    tool_id: UUID
    version: int | None = None


class WithdrawDeployment:
    """Raises `Forbidden`, `NotFound`, `Stale`."""

    def __init__(self, uow: UnitOfWork, deployments: Deployments) -> None:
        self._uow = uow
        self._deployments = deployments

    async def __call__(self, caller: Caller, command: WithdrawDeploymentCommand) -> None:
        require(caller, Action.DEPLOYMENTS_EDIT)
        place = command.rule_id, command.tool_id
        async with self._uow:
            present = (await self._deployments.of([place])).get(place)
            if present is None:
                raise NotFound("deployment_not_found", "The rule stands in no such tool.")
            if command.version is not None and command.version != present.version:
                raise Stale(present.version)
            await self._deployments.save([], person(caller), gone=[present])
            await self._uow.commit()
