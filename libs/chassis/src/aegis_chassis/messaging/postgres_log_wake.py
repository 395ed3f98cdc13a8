"""Waking those who wait for records: directly inside a process, by NOTIFY between processes."""

import asyncio
from collections.abc import Collection, Iterable

_LONGEST = 7_900
"""PostgreSQL takes payloads below 8,000 bytes."""
_ALL = "*"


def announcement(publisher: str, topics: Iterable[str]) -> str:
    """The payload of a publish: whose it is, and to which topics, when those can be said in its length."""
    said = " ".join([publisher, *topics])
    return said if len(said.encode()) <= _LONGEST else f"{publisher} {_ALL}"


class Bell:
    """Rung for one subscription when there may be something new in its topics, or its connection has ended."""

    def __init__(self, topics: Collection[str], own: str) -> None:
        self._topics = frozenset(topics)
        self._own = own
        self._rung = asyncio.Event()

    def ring(self, *_: object) -> None:
        self._rung.set()

    def ring_for(self, topics: Collection[str]) -> None:
        if not self._topics.isdisjoint(topics):
            self._rung.set()

    def hear(self, _connection: object, _pid: object, _channel: object, payload: object) -> None:
        """Takes a notification; those of its own bus have been rung already."""
        publisher, *topics = str(payload).split(" ")
        if publisher != self._own and (topics == [_ALL] or not self._topics.isdisjoint(topics)):
            self._rung.set()

    def clear(self) -> None:
        self._rung.clear()

    async def wait(self, within: float) -> None:
        """Until it is rung, or for `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._rung.wait()
        except TimeoutError:
            return
