"""Somebody signs in with address and password."""

from dataclasses import dataclass

from aegis_identity.application.limits import Limits
from aegis_identity.application.ports import (
    AccessTokens,
    AuditedUnitOfWork,
    Passwords,
    SecondFactors,
    SecretSource,
    Sessions,
    SignInAttempts,
    Users,
)
from aegis_identity.application.refusals import bad_code, bad_credentials, code_needed
from aegis_identity.application.signed_in import SignedIn
from aegis_identity.domain.attempts import subject_of
from aegis_identity.domain.passwords import LONGEST, normalised
from aegis_identity.domain.secrets import REFRESH_TOKEN, SESSION_COOKIE, digest_of
from aegis_identity.domain.session import Session
from aegis_identity.domain.user import User
from aegis_identity.domain.words import SessionKind
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Unauthenticated
from aegis_kernel.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInCommand:
    """`code` is for a second factor, where it is on. `kind` says how the session is to go on."""

    email: str
    password: str
    code: str | None = None
    kind: SessionKind = SessionKind.REFRESH
    address: str | None = None
    agent: str | None = None


class SignIn:
    """Begins a session. The password is looked at outside any transaction, and whoever is asked for."""

    def __init__(
        self,
        uow: AuditedUnitOfWork,
        users: Users,
        sessions: Sessions,
        attempts: SignInAttempts,
        factors: SecondFactors,
        passwords: Passwords,
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
        self.factors = factors
        self.passwords = passwords
        self.secrets = secrets
        self.tokens = tokens
        self.clock = clock
        self.ids = ids
        self.limits = limits

    async def __call__(self, command: SignInCommand) -> SignedIn:
        """Raises `Unauthenticated`, always alike until the password is right; `TooMany` while locked out; `Away` when
        too many sign in at once."""
        subject = subject_of(command.email)
        async with self.uow:
            (await self.attempts.of(subject)).refuse_while_locked(self.clock.now())
            user = await self.users.with_email(command.email)
        digest = user.password.digest if user is not None else None
        password = normalised(command.password[: LONGEST + 1])
        right = await self.passwords.verify(digest, password)
        if user is None or digest is None or not user.active or not right:
            await self._fail(subject, user, "wrong password, or deactivated")
            raise bad_credentials()
        better = await self.passwords.hash(password) if self.passwords.is_outdated(digest) else None
        try:
            return await self._begin(command, subject, user, better)
        except Unauthenticated as error:
            if error.code == "bad_code":
                await self._fail(subject, user, "right password, but a wrong or used code")
            raise

    async def _fail(self, subject: bytes, user: User | None, why: str) -> None:
        now = self.clock.now()
        async with self.uow:
            attempts = await self.attempts.of(subject)
            attempts.refuse_while_locked(now)
            attempts.fail(now)
            await self.attempts.keep(subject, attempts)
            if user is not None:
                self.uow.note(
                    object_type="user",
                    object_id=str(user.id),
                    outcome="denied",
                    reason=f"{why}; locked out for a while" if attempts.is_locked(now) else why,
                    actor=user.as_caller(),
                )
            await self.uow.commit()

    async def _begin(self, command: SignInCommand, subject: bytes, known: User, better: str | None) -> SignedIn:
        now = self.clock.now()
        secret = self.secrets.new(SESSION_COOKIE if command.kind is SessionKind.COOKIE else REFRESH_TOKEN)
        async with self.uow:
            # Guesses that were under way while others failed do not count either.
            (await self.attempts.of(subject)).refuse_while_locked(now)
            user = await self.users.get(known.id)
            another = user.version != known.version and user.password.digest != known.password.digest
            if not user.active or another:
                raise bad_credentials()
            how = await self._prove(user, command.code)
            await self.attempts.forget(subject)
            if better is not None:
                await self.users.rehash(user, better)
            session = Session.begin(
                self.ids.new(), user_id=user.id, kind=command.kind, now=now, limits=self.limits.sessions,
                address=command.address, agent=command.agent,
            )  # fmt: skip
            await self.sessions.add(session, digest_of(secret))
            await self.users.signed_in(user.id, now)
            self.uow.note(object_type="session", object_id=str(session.id), actor=user.as_caller(), reason=how)
            await self.uow.commit()
        access = await self.tokens.for_session(user, session, lives_seconds=self.limits.access_seconds)
        return SignedIn(user=user, session=session, secret=secret, access=access)

    async def _prove(self, user: User, code: str | None) -> str | None:
        """By what beside the password, for the audit trail."""
        factor = await self.factors.of(user.id)
        if factor is None or not factor.is_on:
            return None
        if not code:
            raise code_needed()
        left = len(factor.recovery)
        if not factor.accept(code, self.clock.now()):
            raise bad_code()
        await self.factors.keep(factor)
        used = len(factor.recovery) < left
        return f"by a recovery code; {len(factor.recovery)} are left" if used else "by a code of the authenticator"
