"""An admin takes a second factor away from somebody who has lost it."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import AuditedUnitOfWork, SecondFactors, Users
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.second_factor import mfa_off
from aegis_kernel.errors import Forbidden
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetSecondFactorCommand:
    """Whose."""

    user_id: UUID


class ResetSecondFactor:
    """The password alone lets them in until they enrol again."""

    def __init__(self, uow: AuditedUnitOfWork, users: Users, factors: SecondFactors) -> None:
        self.uow = uow
        self.users = users
        self.factors = factors

    async def __call__(self, caller: Caller, command: ResetSecondFactorCommand) -> None:
        """Raises `NotFound`; `RuleBroken` when there is none; `Forbidden` for one's own: that takes a code."""
        require(caller, Action.USERS_MANAGE)
        refuse_machines(caller)
        async with self.uow:
            user = await self.users.get(command.user_id)
            if user.id == caller.id:
                raise Forbidden("own_mfa", "Turn your own second factor off with a code.")
            if not await self.factors.drop(user.id):
                raise mfa_off()
            self.uow.note(object_type="user", object_id=str(user.id), reason="second factor taken away by an admin")
            await self.uow.commit()
