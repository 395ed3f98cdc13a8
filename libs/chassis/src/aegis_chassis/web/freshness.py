"""Reading one's own writes: a read with ``Aegis-After`` waits until this service has handled that event."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import structlog
from litestar.types import Message, Send

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.web.errors import Unreadable
from aegis_kernel.errors import Fault

log = structlog.get_logger(__name__)

AFTER = "Aegis-After"
LAG = "Aegis-Lag"
WAIT_SECONDS = 2.0

_LONGEST = 400
_POLL_SECONDS = 0.005
_MOST_WAITING = 1_000

REACHED = """
select asked.place
from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as asked(place, grp, topic, key, version)
join inbox using (grp, topic, key)
where inbox.version >= asked.version
"""
"""Which of the events asked for (their places, groups, topics, keys and versions) have been handled."""


class Token(NamedTuple):
    """An event as ``Aegis-Event`` names it. Opaque to clients."""

    topic: str
    key: str
    version: int

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Raises `Unreadable` for what is no token."""
        parts = text.strip().rsplit("/", 2)
        if len(text) > _LONGEST or len(parts) != 3 or not parts[2].isdigit() or len(parts[2]) > 18:
            detail = "This is no event token."
            raise Unreadable("bad_event_token", detail, [Fault(f"/header/{AFTER}", detail, "bad_event_token")])
        return cls(parts[0], parts[1], int(parts[2]))


Reached = Callable[[Token], Awaitable[bool]]
"""Waits a little for an event and says whether it has been handled: for services that know more than their inbox."""


class InboxWatch:
    """Waits for events to be in the inbox of every group of projections that hears their topic. All who wait share one
    query each few milliseconds, so that they never hold the pool.

    `query` is for a service that has to look at more than its inbox: it takes and gives what `REACHED` does.
    """

    def __init__(self, database: Database, groups: Sequence[Group], *, query: str = REACHED) -> None:
        self._database = database
        self._query = query
        self._groups_of: dict[str, list[str]] = {}
        for group in groups:
            for hearing in group.hearings:
                if not group.effects and not hearing.topic.append_only:
                    self._groups_of.setdefault(hearing.topic.name, []).append(group.name)
        self._waiting: dict[asyncio.Future[None], tuple[str, Token]] = {}
        self._polling: asyncio.Task[None] | None = None

    def hears(self, topic: str) -> bool:
        return topic in self._groups_of

    async def reached(self, token: Token, *, within: float = WAIT_SECONDS) -> bool:
        """Whether `token` has been handled, within so many seconds; True at once for a topic that is not heard."""
        groups = self._groups_of.get(token.topic, [])
        if not groups:
            return True
        if len(self._waiting) >= _MOST_WAITING:
            log.warning("freshness.too_many_waiting", waiting=len(self._waiting))
            return False
        mine = [asyncio.get_running_loop().create_future() for _ in groups]
        self._waiting.update({future: (group, token) for future, group in zip(mine, groups, strict=True)})
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll())
        try:
            _, missing = await asyncio.wait(mine, timeout=within)
            return not missing
        finally:
            for future in mine:
                self._waiting.pop(future, None)
                future.cancel()

    async def _poll(self) -> None:
        while self._waiting:
            asked = list(self._waiting.items())
            try:
                places = await self._had([what for _, what in asked])
            except Exception as error:  # noqa: BLE001  # those who wait say that they lag; the next one asks again
                log.warning("freshness.cannot_tell", trouble=f"{type(error).__name__}: {error}")
                return
            for place in places:
                future = asked[place][0]
                if not future.done():
                    future.set_result(None)
                self._waiting.pop(future, None)
            if self._waiting:
                await asyncio.sleep(_POLL_SECONDS)

    async def _had(self, asked: Sequence[tuple[str, Token]]) -> list[int]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(
                self._query,
                list(range(len(asked))),
                [group for group, _ in asked],
                [token.topic for _, token in asked],
                [token.key for _, token in asked],
                [token.version for _, token in asked],
            )
        return [row["place"] for row in rows]


def lagging(send: Send) -> Send:
    """Sends on, and says ``Aegis-Lag: true``: the event that was waited for has not been handled."""

    async def marking(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (LAG.lower().encode(), b"true")]
        await send(message)

    return marking
