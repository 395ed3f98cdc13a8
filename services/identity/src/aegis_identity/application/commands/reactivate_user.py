"""An admin lets a user in again."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import Users
from aegis_identity.domain.user import User
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactivateUserCommand:
    """Who, as of which version, and why."""

    user_id: UUID
    version: int
    reason: str | None = None


class ReactivateUser:
    """Sessions from before stay ended; the password still counts."""

    def __init__(self, uow: UnitOfWork, users: Users) -> None:
        self.uow = uow
        self.users = users

    async def __call__(self, caller: Caller, command: ReactivateUserCommand) -> User:
        """Raises `NotFound`, `Stale`, `RuleBroken` when they are active."""
        require(caller, Action.USERS_MANAGE)
        async with self.uow:
            user = await self.users.get(command.user_id, expected=command.version)
            user.reactivate(command.reason)
            await self.users.save(user)
            await self.uow.commit()
        return user
