"""Somebody turns their second factor off."""

from dataclasses import dataclass

from aegis_identity.application.ports import AuditedUnitOfWork, SecondFactors, Users
from aegis_identity.application.proving import Proofs, wrong_code
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.second_factor import mfa_off
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSecondFactorCommand:
    """A code that counts: a session alone does not do it."""

    code: str


class DropSecondFactor:
    """Sign-ins need no code any longer."""

    def __init__(
        self, uow: AuditedUnitOfWork, users: Users, factors: SecondFactors, proofs: Proofs, clock: Clock
    ) -> None:
        self.uow = uow
        self.users = users
        self.factors = factors
        self.proofs = proofs
        self.clock = clock

    async def __call__(self, caller: Caller, command: DropSecondFactorCommand) -> None:
        """Raises `RuleBroken` when no second factor is on; `Forbidden` for a wrong code; `TooMany`."""
        require(caller, Action.ACCOUNT_OWN)
        refuse_machines(caller)
        async with self.uow:
            user = await self.users.get(caller.id)
            await self.proofs.refuse_while_locked(user)
            factor = await self.factors.of(user.id)
            if factor is None or not factor.is_on:
                raise mfa_off()
            if not factor.accept(command.code, self.clock.now()):
                await self.proofs.fail(user, "wrong code for turning the second factor off")
                await self.uow.commit()
                raise wrong_code()
            await self.factors.drop(user.id)
            self.uow.note(object_type="user", object_id=str(user.id), reason="the second factor is off")
            await self.uow.commit()
