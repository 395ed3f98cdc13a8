"""Somebody who has signed in proves again who they are. What is wrong counts as a failed sign-in, so that nobody
guesses with a session that they found."""

from aegis_identity.application.ports import AuditedUnitOfWork, SecretSource, SignInAttempts
from aegis_identity.domain.attempts import subject_of
from aegis_identity.domain.second_factor import RECOVERY_BYTES, RECOVERY_CODES, recovery_code
from aegis_identity.domain.user import User
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Forbidden


class Proofs:
    """Counts what somebody gets wrong, in the open unit of work."""

    def __init__(self, uow: AuditedUnitOfWork, attempts: SignInAttempts, clock: Clock) -> None:
        self.uow = uow
        self.attempts = attempts
        self.clock = clock

    async def refuse_while_locked(self, user: User) -> None:
        """Raises `TooMany`. Holds the account's failures until the end of the unit of work."""
        (await self.attempts.of(subject_of(user.profile.email))).refuse_while_locked(self.clock.now())

    async def fail(self, user: User, why: str) -> None:
        """Counts it, and writes it into the audit trail. Its caller commits."""
        now, subject = self.clock.now(), subject_of(user.profile.email)
        attempts = await self.attempts.of(subject)
        attempts.fail(now)
        await self.attempts.keep(subject, attempts)
        self.uow.note(object_type="user", object_id=str(user.id), outcome="denied", reason=why)


def wrong_code() -> Forbidden:
    """The one answer to a code that is wrong, too old, or was used."""
    return Forbidden("wrong_code", "This code is wrong, or was used: wait for the next one.")


def new_recovery_codes(secrets: SecretSource) -> tuple[str, ...]:
    """Codes to be told once."""
    return tuple(recovery_code(secrets.random(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))
