"""Somebody signs out, here or everywhere."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import AuditedUnitOfWork, Sessions, Users
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.words import EndReason
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutCommand:
    """`session_id` is the session to end, None for all; the caller's own."""

    session_id: UUID | None


class SignOut:
    """Ends sessions of the caller's own. Everywhere means that access tokens count no longer either."""

    def __init__(self, uow: AuditedUnitOfWork, users: Users, sessions: Sessions, clock: Clock) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.clock = clock

    async def __call__(self, caller: Caller, command: SignOutCommand) -> None:
        """Raises `NotFound` for a session that is not the caller's."""
        require(caller, Action.ACCOUNT_OWN)
        refuse_machines(caller)
        now = self.clock.now()
        async with self.uow:
            if command.session_id is None:
                user = await self.users.get(caller.id)
                user.end_tokens(now)
                await self.users.save(user)
                await self.sessions.end_all(caller.id, now, EndReason.SIGNED_OUT_EVERYWHERE)
                self.uow.note(object_type="user", object_id=str(caller.id))
            else:
                session = await self.sessions.get(command.session_id)
                if session.user_id != caller.id:
                    raise NotFound("not_found", "There is no such session.")
                session.end(now, EndReason.SIGNED_OUT)
                await self.sessions.save(session)
                self.uow.note(object_type="session", object_id=str(session.id))
            await self.uow.commit()
