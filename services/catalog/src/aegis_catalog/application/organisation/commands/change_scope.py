"""An admin sets what is in scope."""

from dataclasses import dataclass

from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.scope import Boundaries, Scope
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeScopeCommand:
    """What is None stays as it is. `reason` is told to the leads."""

    version: int | None
    platforms: tuple[str, ...] | None = None
    domains: tuple[Domain, ...] | None = None
    environments: tuple[str, ...] | None = None
    business_units: tuple[str, ...] | None = None
    include_pre: bool | None = None
    time_zone: str | None = None
    reason: str = ""


class ChangeScope:
    """Raises `Stale`, `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, scopes: Scopes) -> None:
        self._uow = uow
        self._scopes = scopes

    async def __call__(self, caller: Caller, command: ChangeScopeCommand) -> Scope:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            scope = await self._scopes.get(expected=command.version)
            old = scope.boundaries
            scope.change(
                Boundaries(
                    platforms=old.platforms if command.platforms is None else command.platforms,
                    domains=old.domains if command.domains is None else command.domains,
                    environments=old.environments if command.environments is None else command.environments,
                    business_units=old.business_units if command.business_units is None else command.business_units,
                    include_pre=old.include_pre if command.include_pre is None else command.include_pre,
                    time_zone=old.time_zone if command.time_zone is None else command.time_zone,
                ),
                command.reason,
            )
            await self._scopes.save(scope)
            await self._uow.commit()
        return scope
