"""An admin makes a one-time link by which somebody chooses a new password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_identity.application.limits import Limits
from aegis_identity.application.ports import AuditedUnitOfWork, Reset, Resets, SecretSource, Users
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.secrets import RESET, digest_of
from aegis_kernel.clock import Clock
from aegis_kernel.errors import RuleBroken
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferResetCommand:
    """Whose password."""

    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedReset:
    """The link's secret, told once, and until when it counts."""

    secret: str
    expires_at: datetime


class OfferReset:
    """The present password goes on counting until the link is used."""

    def __init__(
        self, uow: AuditedUnitOfWork, users: Users, resets: Resets, secrets: SecretSource, clock: Clock, limits: Limits
    ) -> None:
        self.uow = uow
        self.users = users
        self.resets = resets
        self.secrets = secrets
        self.clock = clock
        self.limits = limits

    async def __call__(self, caller: Caller, command: OfferResetCommand) -> OfferedReset:
        """Raises `NotFound`; `RuleBroken` for a machine or somebody deactivated."""
        require(caller, Action.USERS_MANAGE)
        refuse_machines(caller)
        now = self.clock.now()
        secret = self.secrets.new(RESET)
        async with self.uow:
            user = await self.users.get(command.user_id)
            user.refuse_machine()
            if not user.active:
                raise RuleBroken("deactivated", "This user is deactivated.")
            reset = Reset(user_id=user.id, made_by=caller.id, made_at=now, expires_at=now + self.limits.resets)
            await self.resets.add(digest_of(secret), reset)
            self.uow.note(object_type="user", object_id=str(user.id), reason="one-time link for a new password")
            await self.uow.commit()
        return OfferedReset(secret=secret, expires_at=reset.expires_at)
