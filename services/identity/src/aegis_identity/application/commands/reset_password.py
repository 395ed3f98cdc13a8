"""Somebody uses their one-time link."""

from dataclasses import dataclass

from aegis_identity.application.ports import (
    AuditedUnitOfWork,
    CommonPasswords,
    Passwords,
    Resets,
    Sessions,
    SignInAttempts,
    Users,
)
from aegis_identity.domain.attempts import subject_of
from aegis_identity.domain.passwords import normalised, refuse_weak
from aegis_identity.domain.secrets import LONGEST, digest_of
from aegis_identity.domain.words import EndReason
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPasswordCommand:
    """The link's secret and the new password, in the clear."""

    secret: str
    new: str


class ResetPassword:
    """Sets the password and ends every session and token from before. A weak password does not use the link up."""

    def __init__(
        self,
        uow: AuditedUnitOfWork,
        users: Users,
        sessions: Sessions,
        attempts: SignInAttempts,
        resets: Resets,
        passwords: Passwords,
        common: CommonPasswords,
        clock: Clock,
    ) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.attempts = attempts
        self.resets = resets
        self.passwords = passwords
        self.common = common
        self.clock = clock

    async def __call__(self, command: ResetPasswordCommand) -> None:
        """Raises `Forbidden` for a link that is unknown, used or expired; `Invalid` for a weak password."""
        now = self.clock.now()
        if len(command.secret) > LONGEST:
            raise _used_up()
        async with self.uow:
            reset = await self.resets.take(digest_of(command.secret))
            if reset is None or reset.expires_at <= now:
                raise _used_up()
            user = await self.users.get(reset.user_id)
        if not user.active:
            raise _used_up()
        refuse_weak(command.new, email=user.profile.email, name=user.profile.name, common=self.common)
        digest = await self.passwords.hash(normalised(command.new))
        async with self.uow:
            if await self.resets.take(digest_of(command.secret)) is None:
                raise _used_up()
            user = await self.users.get(reset.user_id)
            user.set_password(digest, now)
            await self.users.save(user)
            await self.sessions.end_all(user.id, now, EndReason.PASSWORD_CHANGED)
            await self.attempts.forget(subject_of(user.profile.email))
            self.uow.note(object_type="user", object_id=str(user.id), actor=user.as_caller())
            await self.uow.commit()


def _used_up() -> Forbidden:
    return Forbidden("bad_link", "This link is not (any longer) valid: ask an admin for another.")
