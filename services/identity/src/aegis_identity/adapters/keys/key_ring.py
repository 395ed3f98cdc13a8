"""The keys in use: which one signs now, and what others are told of."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from joserfc.jwk import OKPKey

from aegis_chassis.database.pool import Database
from aegis_identity.adapters.keys.sealing import Seal
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Away

KEPT_SECONDS = 30.0

_SIGNING = """
select kid, sealed from signing_key where signs_from <= $1 and signs_until > $1 order by signs_from desc limit 1
"""
_TOLD = "select public from signing_key where told_until > $1 order by signs_from"


class KeyRing:
    """Reads keys and keeps the one that signs for half a minute, opened."""

    def __init__(
        self, database: Database, seal: Seal, clock: Clock, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        self._now = now
        self._kept: tuple[float, OKPKey] | None = None

    async def signing(self) -> OKPKey:
        """Raises `Away` when there is none: the schema has not been begun."""
        if self._kept is not None and self._kept[0] > self._now():
            return self._kept[1]
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_SIGNING, self._clock.now())
        if row is None:
            raise Away("no_signing_key", "There is no key to sign tokens with: run `identity migrate`.", 5.0)
        opened = self._seal.open(row["sealed"], row["kid"])
        key = OKPKey.import_key(opened, {"kid": row["kid"], "use": "sig", "alg": "Ed25519"})
        self._kept = (self._now() + KEPT_SECONDS, key)
        return key

    async def told(self) -> Mapping[str, Any]:
        """The public keys as a JWK set: those that sign, will sign soon, or signed what may still count."""
        async with self._database.raw() as connection:
            rows = await connection.fetch(_TOLD, self._clock.now())
        return {"keys": [_public(row["public"]) for row in rows]}


def _public(stored: Any) -> dict[str, Any]:
    return msgspec.json.decode(stored, type=dict[str, Any]) if isinstance(stored, str) else dict(stored)
