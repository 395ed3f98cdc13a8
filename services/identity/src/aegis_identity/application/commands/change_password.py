"""Somebody chooses another password."""

from dataclasses import dataclass

from aegis_identity.application.limits import Limits
from aegis_identity.application.ports import (
    AccessTokens,
    AuditedUnitOfWork,
    CommonPasswords,
    Passwords,
    SecretSource,
    Sessions,
    SignInAttempts,
    Users,
)
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.application.signed_in import SignedIn
from aegis_identity.domain.attempts import subject_of
from aegis_identity.domain.passwords import LONGEST, normalised, refuse_weak
from aegis_identity.domain.secrets import REFRESH_TOKEN, SESSION_COOKIE, digest_of
from aegis_identity.domain.session import Session
from aegis_identity.domain.user import User
from aegis_identity.domain.words import EndReason, SessionKind
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Forbidden, Invalid
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePasswordCommand:
    """Both in the clear. `kind` is how the new session goes on."""

    current: str
    new: str
    kind: SessionKind = SessionKind.REFRESH
    address: str | None = None
    agent: str | None = None


class ChangePassword:
    """Ends every session and token from before, and begins a new session."""

    def __init__(
        self,
        uow: AuditedUnitOfWork,
        users: Users,
        sessions: Sessions,
        attempts: SignInAttempts,
        passwords: Passwords,
        common: CommonPasswords,
        secrets: SecretSource,
        tokens: AccessTokens,
        clock: Clock,
        ids: Ids,
        limits: Limits,
    ) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.attempts = attempts
        self.passwords = passwords
        self.common = common
        self.secrets = secrets
        self.tokens = tokens
        self.clock = clock
        self.ids = ids
        self.limits = limits

    async def __call__(self, caller: Caller, command: ChangePasswordCommand) -> SignedIn:
        """Raises `Forbidden` for a wrong present password, which counts as a failed sign-in; `Invalid` for a weak new
        one."""
        require(caller, Action.ACCOUNT_OWN)
        refuse_machines(caller)
        async with self.uow:
            known = await self.users.get(caller.id)
            known.refuse_machine()
            (await self.attempts.of(subject_of(known.profile.email))).refuse_while_locked(self.clock.now())
        if not await self.passwords.verify(known.password.digest, normalised(command.current[: LONGEST + 1])):
            await self._fail(known)
            raise Forbidden("wrong_password", "The present password is wrong.")
        refuse_weak(command.new, email=known.profile.email, name=known.profile.name, common=self.common)
        if normalised(command.new) == normalised(command.current):
            detail = "Choose a password other than the present one."
            raise Invalid("weak_password", detail, [Fault("/new_password", detail, "weak_password")])
        return await self._change(known, command, await self.passwords.hash(normalised(command.new)))

    async def _fail(self, user: User) -> None:
        now, subject = self.clock.now(), subject_of(user.profile.email)
        async with self.uow:
            attempts = await self.attempts.of(subject)
            attempts.fail(now)
            await self.attempts.keep(subject, attempts)
            self.uow.note(object_type="user", object_id=str(user.id), outcome="denied", reason="wrong password")
            await self.uow.commit()

    async def _change(self, known: User, command: ChangePasswordCommand, digest: str) -> SignedIn:
        now = self.clock.now()
        secret = self.secrets.new(SESSION_COOKIE if command.kind is SessionKind.COOKIE else REFRESH_TOKEN)
        async with self.uow:
            user = await self.users.get(known.id, expected=known.version)
            user.set_password(digest, now)
            await self.users.save(user)
            await self.attempts.forget(subject_of(user.profile.email))
            await self.sessions.end_all(user.id, now, EndReason.PASSWORD_CHANGED)
            session = Session.begin(
                self.ids.new(), user_id=user.id, kind=command.kind, now=now, limits=self.limits.sessions,
                address=command.address, agent=command.agent,
            )  # fmt: skip
            await self.sessions.add(session, digest_of(secret))
            self.uow.note(object_type="user", object_id=str(user.id))
            await self.uow.commit()
        access = await self.tokens.for_session(user, session, lives_seconds=self.limits.access_seconds)
        return SignedIn(user=user, session=session, secret=secret, access=access)
