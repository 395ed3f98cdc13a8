"""Access tokens: Ed25519 JWTs of identity, verified here without asking anybody."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

import msgspec
from joserfc import jws
from joserfc.errors import JoseError

from aegis_chassis.web.keys import ALGORITHM, KeySource
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Unauthenticated
from aegis_kernel.rights import Caller, Role

ISSUER = "aegis"
AUDIENCE = "aegis"
TYPE = "at+jwt"
LONGEST = 8_192
LEEWAY_SECONDS = 10.0
"""How far in the future a token may begin: clocks differ. Its end has no leeway."""

_REMEMBERED = 4_096


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What an access token says. Instants are seconds since 1970, `iat` to the millisecond. `tid` is the API token that
    was exchanged for it and `scopes` what that is limited to; `sid` the session. `pwd` asks for a new password first.
    """

    iss: str
    aud: str
    sub: UUID
    iat: float
    exp: float
    nbf: float | None = None
    jti: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    sid: str | None = None
    tid: str | None = None
    scopes: tuple[str, ...] = ()
    pwd: bool = False


class _Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str
    typ: str = ""
    crit: list[str] = []


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that holds: who it speaks for, and its claims."""

    caller: Caller
    claims: Claims


class TokenVerifier:
    """Verifies access tokens. What held is remembered by its hash until it expires, so that a client pays for its
    signature once."""

    def __init__(self, keys: KeySource, clock: Clock, *, issuer: str = ISSUER, audience: str = AUDIENCE) -> None:
        self._keys = keys
        self._clock = clock
        self._issuer = issuer
        self._audience = audience
        self._held: OrderedDict[bytes, Verified] = OrderedDict()

    async def verify(self, token: str) -> Verified:
        """Who `token` speaks for. Raises `Unauthenticated`, always alike, and `Away` when the keys cannot be had."""
        if len(token) > LONGEST:
            raise refused("too long")
        mark = hashlib.sha256(token.encode()).digest()
        verified = self._held.get(mark)
        if verified is None:
            verified = await self._verify(token)
            self._held[mark] = verified
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        try:
            self._refuse_out_of_time(verified.claims)
        except Unauthenticated:
            self._held.pop(mark, None)
            raise
        return verified

    async def _verify(self, token: str) -> Verified:
        header = _header(token)
        if header.alg != ALGORITHM or header.crit or header.typ.lower() != TYPE:
            raise refused(f"alg {header.alg!r}, typ {header.typ!r}")
        key = await self._keys.key(header.kid)
        if key is None:
            raise refused("unknown key")
        try:
            payload = jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload
            claims = msgspec.json.decode(payload, type=Claims)
            caller = _caller(claims)
        except (JoseError, msgspec.MsgspecError, ValueError) as error:
            raise refused(f"{type(error).__name__}: {error}") from error
        if claims.iss != self._issuer or claims.aud != self._audience:
            raise refused("of another issuer, or for another audience")
        return Verified(caller, claims)

    def _refuse_out_of_time(self, claims: Claims) -> None:
        now = self._clock.now().timestamp()
        if claims.exp <= now:
            raise refused("expired")
        if max(claims.iat, claims.nbf or 0) > now + LEEWAY_SECONDS:
            raise refused("not valid yet")


def _header(token: str) -> _Header:
    try:
        return msgspec.convert(jws.extract_compact(token.encode()).headers(), _Header)
    except (JoseError, msgspec.MsgspecError, ValueError) as error:
        raise refused("malformed") from error


def _caller(claims: Claims) -> Caller:
    return Caller(
        id=claims.sub,
        name=claims.name,
        roles=frozenset(Role(role) for role in claims.roles),
        teams=frozenset(claims.teams),
        token_id=claims.tid,
        scopes=frozenset(claims.scopes),
    )


class Refused(Unauthenticated):
    """One answer for every reason; `why` is for the log alone."""

    def __init__(self, why: str) -> None:
        super().__init__("unauthenticated", "Sign in: this takes a valid credential.")
        self.why = why


def refused(why: str) -> Refused:
    """The constant refusal."""
    return Refused(why)
