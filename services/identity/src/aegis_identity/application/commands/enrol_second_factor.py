"""Somebody takes an authenticator into use: the secret for it."""

from dataclasses import dataclass

from aegis_identity.application.ports import AuditedUnitOfWork, Passwords, SecondFactors, SecretSource, Users
from aegis_identity.application.proving import Proofs
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.passwords import LONGEST, normalised
from aegis_identity.domain.second_factor import SecondFactor, mfa_on
from aegis_identity.domain.totp import SECRET_BYTES, base32_of, otpauth_uri
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Forbidden
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolSecondFactorCommand:
    """The present password, in the clear: a session alone must not lock its owner out."""

    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What the authenticator needs, told once."""

    secret: str
    uri: str


class EnrolSecondFactor:
    """Makes a secret; it is asked for only once a code has confirmed it. Enrolling again replaces what was not
    confirmed."""

    def __init__(
        self,
        uow: AuditedUnitOfWork,
        users: Users,
        factors: SecondFactors,
        proofs: Proofs,
        passwords: Passwords,
        secrets: SecretSource,
        clock: Clock,
    ) -> None:
        self.uow = uow
        self.users = users
        self.factors = factors
        self.proofs = proofs
        self.passwords = passwords
        self.secrets = secrets
        self.clock = clock

    async def __call__(self, caller: Caller, command: EnrolSecondFactorCommand) -> Enrolled:
        """Raises `RuleBroken` when one is on, or for a machine; `Forbidden` for a wrong password; `TooMany`."""
        require(caller, Action.ACCOUNT_OWN)
        refuse_machines(caller)
        async with self.uow:
            known = await self.users.get(caller.id)
            known.refuse_machine()
            await self.proofs.refuse_while_locked(known)
        right = await self.passwords.verify(known.password.digest, normalised(command.password[: LONGEST + 1]))
        async with self.uow:
            # Guesses that were under way while others failed do not count either.
            await self.proofs.refuse_while_locked(known)
            if not right:
                await self.proofs.fail(known, "wrong password")
                await self.uow.commit()
                raise Forbidden("wrong_password", "The present password is wrong.")
            # The account's failures are held by now, so that no other enrolment comes between the two.
            before = await self.factors.of(known.id)
            if before is not None and before.is_on:
                raise mfa_on()
            secret = self.secrets.random(SECRET_BYTES)
            await self.factors.keep(SecondFactor(user_id=known.id, secret=secret, made_at=self.clock.now()))
            self.uow.note(object_type="user", object_id=str(known.id), reason="a second factor, to be confirmed")
            await self.uow.commit()
        return Enrolled(secret=base32_of(secret), uri=otpauth_uri(secret, account=known.profile.email))
