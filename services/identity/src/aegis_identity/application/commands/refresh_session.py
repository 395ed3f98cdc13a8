"""A session goes on: its refresh token for the next one, or its cookie for an access token."""

from dataclasses import dataclass

from aegis_identity.application.limits import Limits
from aegis_identity.application.ports import AccessTokens, AuditedUnitOfWork, SecretSource, Sessions, Users
from aegis_identity.application.refusals import bad_session
from aegis_identity.application.signed_in import SignedIn
from aegis_identity.domain.secrets import LONGEST, REFRESH_TOKEN, digest_of
from aegis_identity.domain.words import EndReason, SessionKind
from aegis_kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSessionCommand:
    """The refresh token, or the cookie's secret."""

    secret: str


class RefreshSession:
    """Rotates. A refresh token that comes a second time ends its whole family: somebody else has it too."""

    def __init__(
        self,
        uow: AuditedUnitOfWork,
        users: Users,
        sessions: Sessions,
        secrets: SecretSource,
        tokens: AccessTokens,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.secrets = secrets
        self.tokens = tokens
        self.clock = clock
        self.limits = limits

    async def __call__(self, command: RefreshSessionCommand) -> SignedIn:
        """Raises `Unauthenticated`, always alike."""
        if len(command.secret) > LONGEST:
            raise bad_session()
        now = self.clock.now()
        spent = digest_of(command.secret)
        async with self.uow:
            found = await self.sessions.by_secret(spent)
            if found is None:
                raise bad_session()
            session = found.session
            user = await self.users.get(session.user_id)
            if found.spent:
                if session.ended_at is None:
                    session.end(now, EndReason.REUSED)
                    await self.sessions.save(session)
                    self.uow.note(
                        object_type="session", object_id=str(session.id), outcome="denied", actor=user.as_caller(),
                        reason="a refresh token came a second time: the session has been ended",
                    )  # fmt: skip
                    await self.uow.commit()
                raise bad_session()
            if not user.active or not session.is_alive(now, self.limits.sessions):
                raise bad_session()
            session.use(now)
            secret = command.secret
            if session.kind is SessionKind.REFRESH:
                secret = self.secrets.new(REFRESH_TOKEN)
                await self.sessions.rotate(session, spent, digest_of(secret))
            await self.sessions.save(session)
            await self.uow.commit()
        access = await self.tokens.for_session(user, session, lives_seconds=self.limits.access_seconds)
        return SignedIn(user=user, session=session, secret=secret, access=access)
