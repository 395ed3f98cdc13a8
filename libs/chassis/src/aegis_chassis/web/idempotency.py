"""Idempotency keys: a POST that comes again gets its first answer again, for 24 hours.

A key is claimed before the request is looked at. The unit of work's commit marks it, in the same transaction, as having
taken effect; then the answer is kept. So a request that was cut off before its commit may be sent again, and one whose
answer was lost is told apart: it is never done twice. Only answers that did something (2xx) are kept: what was refused
did nothing, and is looked at afresh.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.pool import Database
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Conflict

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(hours=24)
ABANDONED_AFTER = timedelta(seconds=90)
"""A claim without effect for so long belongs to a process that died."""
LARGEST_ANSWER = 1_048_576

_TOOK_EFFECT = 0
"""The status of a key whose request has committed and whose answer is not there (yet)."""
_WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.05

_CLAIM = """
insert into idempotency_key (caller, operation, key, body_hash, created_at) values ($1, $2, $3, $4, $5)
on conflict (caller, operation, key) do update
set body_hash = excluded.body_hash, created_at = excluded.created_at, status = null, headers = null, body = null
where idempotency_key.created_at < $6 or (idempotency_key.status is null and idempotency_key.created_at < $7)
returning true
"""
_FIND = "select body_hash, status, headers, body from idempotency_key where caller = $1 and operation = $2 and key = $3"
_KEEP = """
update idempotency_key set status = $5, headers = $6, body = $7
where caller = $1 and operation = $2 and key = $3 and created_at = $4
"""
_GIVE_BACK = """
delete from idempotency_key
where caller = $1 and operation = $2 and key = $3 and created_at = $4 and status is null
"""
_TAKE_EFFECT = text(
    "update idempotency_key set status = :effect where caller = :caller and operation = :operation and key = :key"
    " and created_at = :at and status is null"
)
_PURGE = "delete from idempotency_key where created_at < $1"


@dataclass(frozen=True, slots=True)
class Claim:
    """One request's hold on its key."""

    caller: str
    operation: str
    key: str
    at: datetime

    @property
    def place(self) -> tuple[str, str, str, datetime]:
        return self.caller, self.operation, self.key, self.at

    async def take_effect(self, connection: AsyncConnection) -> None:
        """Runs in the transaction that does what was asked. Raises `Conflict`, undoing it, when the key has gone to
        somebody else meanwhile."""
        values = {
            "caller": self.caller, "operation": self.operation, "key": self.key, "at": self.at, "effect": _TOOK_EFFECT,
        }  # fmt: skip
        if (await connection.execute(_TAKE_EFFECT, values)).rowcount != 1:
            raise Conflict("idempotency_key_taken", "This request took so long that another with its key went first.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A first answer, to be given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class IdempotencyKeys:
    """The table `idempotency_key`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, caller: str, operation: str, key: str, body_hash: bytes) -> Claim | Answer:
        """The claim of a new request, or the first answer to a repeated one. Raises `Conflict` for another body, while
        the first request is still worked on (after a wait), and when its answer was lost."""
        now = self._clock.now()
        claim = Claim(caller, operation, key, now)
        deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
        while True:
            async with self._database.raw() as connection:
                if await connection.fetchval(
                    _CLAIM, caller, operation, key, body_hash, now, now - KEPT_FOR, now - ABANDONED_AFTER
                ):
                    return claim
                row = await connection.fetchrow(_FIND, caller, operation, key)
            if row is not None:
                if row["body_hash"] != body_hash:
                    raise Conflict("idempotency_key_reused", "This Idempotency-Key was used for another request.")
                if row["status"]:
                    return Answer(row["status"], _headers(row["headers"]), row["body"] or b"")
                not_kept = row["status"] == _TOOK_EFFECT and row["headers"] is not None
                if not_kept or asyncio.get_running_loop().time() > deadline:
                    raise _unanswered(took_effect=row["status"] == _TOOK_EFFECT)
            await asyncio.sleep(_POLL_SECONDS)

    async def keep(self, claim: Claim, answer: Answer, *, secret: bool = False) -> None:
        """Keeps a first answer. Of one that is too large, or holds a secret, only that there was one."""
        fits = not secret and len(answer.body) <= LARGEST_ANSWER
        headers = msgspec.json.encode(answer.headers).decode()
        async with self._database.raw() as connection:
            await connection.execute(
                _KEEP, *claim.place, answer.status if fits else _TOOK_EFFECT, headers, answer.body if fits else None
            )

    async def give_back(self, claim: Claim) -> None:
        """Frees the key of a request that did nothing; one that took effect keeps it."""
        async with self._database.raw() as connection:
            await connection.execute(_GIVE_BACK, *claim.place)

    async def purge(self) -> int:
        """Deletes what is too old to be given again: for a job. How many."""
        async with self._database.raw() as connection:
            done: str = await connection.execute(_PURGE, self._clock.now() - KEPT_FOR)
        return int(done.rpartition(" ")[2])


def hash_of(*parts: bytes) -> bytes:
    """What two requests have to agree in to be the same."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _headers(stored: Any) -> dict[str, str]:
    return msgspec.json.decode(stored, type=dict[str, str]) if isinstance(stored, str) else dict(stored or {})


def _unanswered(*, took_effect: bool) -> Conflict:
    if took_effect:
        return Conflict(
            "idempotency_answer_lost",
            "The first request with this key took effect; its answer is not kept. Read the thing itself.",
        )
    return Conflict("idempotency_in_progress", "The first request with this key is still being worked on.")
