"""A first code turns somebody's second factor on."""

from dataclasses import dataclass

from aegis_identity.application.ports import AuditedUnitOfWork, SecondFactors, SecretSource, Users
from aegis_identity.application.proving import Proofs, new_recovery_codes, wrong_code
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.second_factor import mfa_off, recovery_digest
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSecondFactorCommand:
    """A code of the authenticator."""

    code: str


class ConfirmSecondFactor:
    """From now on sign-ins need a code. Answers the recovery codes, told once."""

    def __init__(
        self,
        uow: AuditedUnitOfWork,
        users: Users,
        factors: SecondFactors,
        proofs: Proofs,
        secrets: SecretSource,
        clock: Clock,
    ) -> None:
        self.uow = uow
        self.users = users
        self.factors = factors
        self.proofs = proofs
        self.secrets = secrets
        self.clock = clock

    async def __call__(self, caller: Caller, command: ConfirmSecondFactorCommand) -> tuple[str, ...]:
        """Raises `RuleBroken` when there is none or it is on already; `Forbidden` for a wrong code; `TooMany`."""
        require(caller, Action.ACCOUNT_OWN)
        refuse_machines(caller)
        codes = new_recovery_codes(self.secrets)
        async with self.uow:
            user = await self.users.get(caller.id)
            await self.proofs.refuse_while_locked(user)
            factor = await self.factors.of(user.id)
            if factor is None:
                raise mfa_off()
            if not factor.confirm(command.code, frozenset(map(recovery_digest, codes)), self.clock.now()):
                await self.proofs.fail(user, "wrong code for a new second factor")
                await self.uow.commit()
                raise wrong_code()
            await self.factors.keep(factor)
            self.uow.note(object_type="user", object_id=str(user.id), reason="a second factor is on")
            await self.uow.commit()
        return codes
