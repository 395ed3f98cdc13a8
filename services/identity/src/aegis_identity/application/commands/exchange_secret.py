"""A service exchanges what a request brought, an API token or a session's cookie, for a short access token."""

from dataclasses import dataclass
from datetime import timedelta

from aegis_identity.application.limits import Limits
from aegis_identity.application.ports import AccessToken, AccessTokens, ApiTokens, Sessions, Users
from aegis_identity.application.refusals import bad_session
from aegis_identity.domain.secrets import API_TOKEN, LONGEST, SESSION_COOKIE, digest_of
from aegis_identity.domain.words import SessionKind
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork

NOTED_EACH = timedelta(minutes=1)
"""How exactly it is kept when something was last used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSecretCommand:
    """The API token or the cookie's secret."""

    secret: str


class ExchangeSecret:
    """Whoever holds the secret may have the token: it says no more than the secret does, for a shorter time."""

    def __init__(
        self,
        uow: UnitOfWork,
        users: Users,
        sessions: Sessions,
        api_tokens: ApiTokens,
        tokens: AccessTokens,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self.uow = uow
        self.users = users
        self.sessions = sessions
        self.api_tokens = api_tokens
        self.tokens = tokens
        self.clock = clock
        self.limits = limits

    async def __call__(self, command: ExchangeSecretCommand) -> AccessToken:
        """Raises `Unauthenticated`, always alike."""
        if len(command.secret) > LONGEST:
            raise bad_session()
        if command.secret.startswith(API_TOKEN):
            return await self._of_api_token(digest_of(command.secret))
        if command.secret.startswith(SESSION_COOKIE):
            return await self._of_session(digest_of(command.secret))
        raise bad_session()

    async def _of_api_token(self, digest: bytes) -> AccessToken:
        now = self.clock.now()
        async with self.uow:
            token = await self.api_tokens.by_secret(digest)
            if token is None or not token.is_alive(now):
                raise bad_session()
            owner = await self.users.get(token.owner_id)
            if not owner.active:
                raise bad_session()
            if token.last_used_at is None or now - token.last_used_at > NOTED_EACH:
                await self.api_tokens.used(token.id, now)
            await self.uow.commit()
        lives = min(self.limits.exchanged_seconds, (token.expires_at - now).total_seconds())
        return await self.tokens.for_api_token(owner, token, lives_seconds=lives)

    async def _of_session(self, digest: bytes) -> AccessToken:
        now = self.clock.now()
        async with self.uow:
            found = await self.sessions.by_secret(digest)
            if found is None or found.spent or found.session.kind is not SessionKind.COOKIE:
                raise bad_session()
            session = found.session
            user = await self.users.get(session.user_id)
            if not user.active or not session.is_alive(now, self.limits.sessions):
                raise bad_session()
            if now - session.last_used_at > NOTED_EACH:
                session.use(now)
                await self.sessions.save(session)
            await self.uow.commit()
        lives = min(self.limits.exchanged_seconds, (session.expires_at - now).total_seconds())
        return await self.tokens.for_session(user, session, lives_seconds=lives)
