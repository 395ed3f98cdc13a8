"""An API token is revoked by its owner or an admin."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import ApiTokens, AuditedUnitOfWork
from aegis_identity.domain.api_token import ApiToken
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, may, require


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeApiTokenCommand:
    """Which token."""

    token_id: UUID


class RevokeApiToken:
    """It counts nowhere a minute later: services keep what it was exchanged for that long."""

    def __init__(self, uow: AuditedUnitOfWork, tokens: ApiTokens, clock: Clock) -> None:
        self.uow = uow
        self.tokens = tokens
        self.clock = clock

    async def __call__(self, caller: Caller, command: RevokeApiTokenCommand) -> ApiToken:
        """Raises `NotFound`, for somebody else's token too."""
        require(caller, Action.ACCOUNT_OWN)
        async with self.uow:
            token = await self.tokens.get(command.token_id)
            if token.owner_id != caller.id and not may(caller, Action.USERS_MANAGE):
                raise NotFound("not_found", "There is no such token.")
            token.revoke(self.clock.now())
            await self.tokens.save(token)
            self.uow.note(object_type="api-token", object_id=str(token.id))
            await self.uow.commit()
        return token
