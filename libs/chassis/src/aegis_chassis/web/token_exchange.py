"""API tokens and session cookies, exchanged at identity for a short access token and cached for a minute by hash."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from aegis_chassis.web.identity_gate import IdentityGate
from aegis_kernel.errors import Unauthenticated

_REMEMBERED = 4_096


@dataclass(slots=True)
class _Kept:
    token: str | None
    until: float


class TokenExchange:
    """Asks once for many requests that come with the same secret. Refusals are kept too, for a shorter time, so that
    guesses do not reach identity each time."""

    def __init__(
        self,
        gate: IdentityGate,
        *,
        keep_seconds: float = 60.0,
        keep_refusals_seconds: float = 5.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gate = gate
        self._keep = keep_seconds
        self._keep_refusals = keep_refusals_seconds
        self._now = now
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[str | None]] = {}

    async def access_token(self, secret: str) -> str:
        """The access token for `secret`. Raises `Unauthenticated` or `Away`."""
        mark = hashlib.sha256(secret.encode()).digest()
        kept = self._kept.get(mark)
        token = kept.token if kept is not None and kept.until > self._now() else await self._asked(mark, secret)
        if token is None:
            raise Unauthenticated("unauthenticated", "The credential is not (any longer) valid.")
        return token

    def forget(self, secret: str) -> None:
        """Drops what is kept for `secret`: its token was refused, or it was signed out here."""
        self._kept.pop(hashlib.sha256(secret.encode()).digest(), None)

    async def _asked(self, mark: bytes, secret: str) -> str | None:
        task = self._asking.get(mark)
        if task is None:
            task = asyncio.create_task(self._ask(mark, secret))
            self._asking[mark] = task
            task.add_done_callback(lambda _: self._asking.pop(mark, None))
        return await asyncio.shield(task)

    async def _ask(self, mark: bytes, secret: str) -> str | None:
        try:
            token: str | None = await self._gate.exchange(secret)
        except Unauthenticated:
            token = None
        seconds = self._keep if token is not None else self._keep_refusals
        self._kept[mark] = _Kept(token, self._now() + seconds)
        self._kept.move_to_end(mark)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return token
