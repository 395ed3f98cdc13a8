"""The public keys that access tokens are verified with: fetched, cached, and kept while identity is away."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OKPKey

from aegis_chassis.web.identity_gate import IdentityGate
from aegis_kernel.errors import Away

log = structlog.get_logger(__name__)

ALGORITHM = "Ed25519"

Monotonic = Callable[[], float]


class KeySource(Protocol):
    """Finds public keys by their id."""

    async def key(self, kid: str) -> Key | None:
        """The key, None when there is none of that id. Raises `Away` when that cannot be told."""
        ...


class CachedKeys:
    """Identity's keys, asked for again when they are old or a token names an unknown one; not more often than every
    `pause` seconds, whatever tokens come. While identity is away the keys it last gave stay good for `stale_for`."""

    def __init__(
        self,
        gate: IdentityGate,
        *,
        fresh_for: float = 300.0,
        stale_for: float = 86_400.0,
        pause: float = 5.0,
        now: Monotonic = time.monotonic,
    ) -> None:
        self._gate = gate
        self._fresh_for = fresh_for
        self._stale_for = stale_for
        self._pause = pause
        self._now = now
        self._keys: dict[str, Key] = {}
        self._had_at: float | None = None
        self._tried_at: float | None = None
        self._asking = asyncio.Lock()

    async def key(self, kid: str) -> Key | None:
        if kid not in self._keys or self._older_than(self._fresh_for):
            await self._ask_again()
        return self._keys.get(kid)

    def _older_than(self, seconds: float) -> bool:
        return self._had_at is None or self._now() - self._had_at > seconds

    def _may_ask(self) -> bool:
        return self._tried_at is None or self._now() - self._tried_at >= self._pause

    async def _ask_again(self) -> None:
        async with self._asking:
            if self._may_ask():
                self._tried_at = self._now()
                try:
                    answer = await self._gate.key_set()
                except Away as error:
                    log.warning("keys.away", trouble=error.detail)
                else:
                    self._keys = _usable(answer)
                    self._had_at = self._now()
            if self._older_than(self._stale_for):
                self._keys = {}
                raise Away("identity_away", "The keys that tokens are verified with cannot be had now.", self._pause)


def _usable(answer: "dict[str, object] | object") -> dict[str, Key]:
    """The Ed25519 keys of a JWK set, by id. Others are left aside: no token may choose another algorithm."""
    keys: dict[str, Key] = {}
    members = answer.get("keys", []) if isinstance(answer, dict) else []
    for member in members if isinstance(members, list) else []:
        if not isinstance(member, dict) or member.get("kty") != "OKP" or member.get("crv") != "Ed25519":
            continue
        try:
            (key,) = KeySet.import_key_set({"keys": [member]}).keys
        except (JoseError, ValueError):
            log.warning("keys.unusable", kid=str(member.get("kid"))[:80])
            continue
        if isinstance(key, OKPKey) and key.kid:
            keys[key.kid] = key
    return keys
