"""An admin takes a technique into scope again."""

from dataclasses import dataclass

from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.application.techniques.ports import TechniqueIds
from aegis_catalog.domain.scope import Scope
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludeTechniqueCommand:
    version: int | None
    technique: str


class IncludeTechnique:
    """Raises `NotFound`, `Stale`, `Forbidden`."""

    def __init__(self, uow: UnitOfWork, scopes: Scopes, techniques: TechniqueIds) -> None:
        self._uow = uow
        self._scopes = scopes
        self._techniques = techniques

    async def __call__(self, caller: Caller, command: IncludeTechniqueCommand) -> Scope:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            scope = await self._scopes.get(expected=command.version)
            scope.include(await self._techniques.find(command.technique))
            await self._scopes.save(scope)
            await self._uow.commit()
        return scope
