"""The service starts: the organisation has its defaults, and they are published, once."""

from aegis_catalog.application.organisation.ports import Policies, Scopes
from aegis_catalog.application.profile.ports import Profiles
from aegis_kernel.unit_of_work import UnitOfWork


class BeginOrganisation:
    """Nobody's command: the process runs it at its start. Raises `Stale` when another process was quicker."""

    def __init__(self, uow: UnitOfWork, scopes: Scopes, policies: Policies, profiles: Profiles) -> None:
        self._uow = uow
        self._scopes = scopes
        self._policies = policies
        self._profiles = profiles

    async def __call__(self) -> bool:
        """Whether there was anything to begin."""
        async with self._uow:
            scope = await self._scopes.get()
            policy = await self._policies.get()
            profile = await self._profiles.get()
            if scope.version and policy.version and profile.version:
                return False
            if not scope.version:
                scope.begin()
                await self._scopes.save(scope)
            if not policy.version:
                policy.begin()
                await self._policies.save(policy)
            if not profile.version:
                profile.begin()
                await self._profiles.save(profile)
            await self._uow.commit()
        return True
