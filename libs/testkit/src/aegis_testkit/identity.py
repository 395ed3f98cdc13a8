"""Identity for tests of other services: signs access tokens with a key of its own and answers for it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from aegis_chassis.web.access_tokens import AUDIENCE, ISSUER, TYPE, Claims
from aegis_kernel.clock import Clock, SystemClock
from aegis_kernel.errors import Unauthenticated
from aegis_kernel.rights import Role


class IdentityForTests:
    """An `IdentityGate` that tests hand to `create_app`. `token` makes access tokens; `exchanged` maps API tokens and
    session cookies to the access tokens that they are exchanged for."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self.key = OKPKey.generate_key("Ed25519", {"kid": f"test-{uuid4().hex[:8]}", "use": "sig", "alg": "Ed25519"})
        self.exchanged: dict[str, str] = {}
        self.asked: list[str] = []
        """Secrets that were to be exchanged."""

    async def key_set(self) -> Mapping[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in KeySet([self.key]).keys]}

    async def exchange(self, secret: str) -> str:
        self.asked.append(secret)
        try:
            return self.exchanged[secret]
        except KeyError:
            raise Unauthenticated("unauthenticated", "unknown") from None

    def token(
        self,
        *roles: Role,
        id_: UUID | None = None,
        name: str = "Ada",
        teams: Iterable[str] = (),
        token_id: str | None = None,
        scopes: Iterable[str] = (),
        lives_seconds: float = 900.0,
        age_seconds: float = 0.0,
        header: Mapping[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """An access token for somebody with `roles`; `claims` and `header` overwrite what it says."""
        now = self._clock.now() - timedelta(seconds=age_seconds)
        said = Claims(
            iss=ISSUER,
            aud=AUDIENCE,
            sub=id_ or uuid4(),
            iat=round(now.timestamp(), 3),
            exp=now.timestamp() + lives_seconds,
            jti=uuid4().hex,
            name=name,
            roles=tuple(str(role) for role in roles),
            teams=tuple(teams),
            tid=token_id,
            scopes=tuple(scopes),
        )
        payload = msgspec.to_builtins(said) | claims
        protected = {"alg": "Ed25519", "kid": self.key.kid, "typ": TYPE, **(header or {})}
        return jws.serialize_compact(protected, msgspec.json.encode(payload), self.key, algorithms=["Ed25519"])

    def headers(self, *roles: Role, **how: Any) -> dict[str, str]:
        """The header that brings such a token."""
        return {"Authorization": f"Bearer {self.token(*roles, **how)}"}
