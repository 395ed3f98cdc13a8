"""An admin ends sessions of somebody else."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import AuditedUnitOfWork, Sessions, Users
from aegis_identity.domain.words import EndReason
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionsCommand:
    """One of the user's sessions, or all of them, with every access token."""

    user_id: UUID
    session_id: UUID | None = None


class EndSessions:
    """Ends them for whoever holds them."""

    def __init__(self, uow: AuditedUnitOfWork, users: Users, sessions: Sessions, clock: Clock) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.clock = clock

    async def __call__(self, caller: Caller, command: EndSessionsCommand) -> None:
        """Raises `NotFound`."""
        require(caller, Action.USERS_MANAGE)
        now = self.clock.now()
        async with self.uow:
            user = await self.users.get(command.user_id)
            if command.session_id is None:
                user.end_tokens(now)
                await self.users.save(user)
                await self.sessions.end_all(user.id, now, EndReason.ENDED_BY_ADMIN)
                self.uow.note(object_type="user", object_id=str(user.id))
            else:
                session = await self.sessions.get(command.session_id)
                if session.user_id != user.id:
                    raise NotFound("not_found", "There is no such session.")
                session.end(now, EndReason.ENDED_BY_ADMIN)
                await self.sessions.save(session)
                self.uow.note(object_type="session", object_id=str(session.id))
            await self.uow.commit()
