"""An admin deactivates a user: sessions and tokens end, history keeps the name."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import Sessions, Users
from aegis_identity.domain.user import User
from aegis_identity.domain.words import EndReason
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivateUserCommand:
    """Who, as of which version, and why."""

    user_id: UUID
    version: int
    reason: str | None = None


class DeactivateUser:
    """API tokens end with their owner: none is exchanged for somebody who is not active."""

    def __init__(self, uow: UnitOfWork, users: Users, sessions: Sessions, clock: Clock) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.clock = clock

    async def __call__(self, caller: Caller, command: DeactivateUserCommand) -> User:
        """Raises `NotFound`, `Stale`, `RuleBroken` when they have gone already or are the last admin."""
        require(caller, Action.USERS_MANAGE)
        now = self.clock.now()
        async with self.uow:
            others = await self.users.other_admins(command.user_id)
            user = await self.users.get(command.user_id, expected=command.version)
            user.deactivate(now, other_admins=others, reason=command.reason)
            await self.users.save(user)
            await self.sessions.end_all(user.id, now, EndReason.DEACTIVATED)
            await self.uow.commit()
        return user
