"""Access tokens as Ed25519 JWTs."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import msgspec
from joserfc import jws

from aegis_chassis.web.access_tokens import AUDIENCE, ISSUER, TYPE, Claims
from aegis_chassis.web.keys import ALGORITHM
from aegis_identity.adapters.keys.key_ring import KeyRing
from aegis_identity.application.ports import AccessToken
from aegis_identity.domain.api_token import ApiToken
from aegis_identity.domain.session import Session
from aegis_identity.domain.user import User
from aegis_kernel.clock import Clock


class JwtAccessTokens:
    """Signs with the ring's present key. A token for somebody who has to choose a new password says so; an API token's
    does not, since no password is behind it."""

    def __init__(self, ring: KeyRing, clock: Clock, *, issuer: str = ISSUER, audience: str = AUDIENCE) -> None:
        self._ring = ring
        self._clock = clock
        self._issuer = issuer
        self._audience = audience

    async def for_session(self, user: User, session: Session, *, lives_seconds: float) -> AccessToken:
        return await self._sign(user, lives_seconds, sid=str(session.id), pwd=user.password.must_change)

    async def for_api_token(self, user: User, token: ApiToken, *, lives_seconds: float) -> AccessToken:
        return await self._sign(user, lives_seconds, tid=str(token.id), scopes=sorted(token.scopes))

    async def _sign(
        self,
        user: User,
        lives_seconds: float,
        *,
        sid: str | None = None,
        tid: str | None = None,
        scopes: Sequence[str] = (),
        pwd: bool = False,
    ) -> AccessToken:
        key = await self._ring.signing()
        now = round(self._clock.now().timestamp(), 3)
        claims = Claims(
            iss=self._issuer,
            aud=self._audience,
            sub=user.id,
            iat=now,
            exp=now + lives_seconds,
            jti=uuid4().hex,
            name=user.profile.name,
            roles=tuple(sorted(user.profile.roles)),
            teams=tuple(sorted(user.profile.teams)),
            sid=sid,
            tid=tid,
            scopes=tuple(scopes),
            pwd=pwd,
        )
        header: dict[str, Any] = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
        text = jws.serialize_compact(header, msgspec.json.encode(claims), key, algorithms=[ALGORITHM])
        return AccessToken(text=text, lives_seconds=lives_seconds)
