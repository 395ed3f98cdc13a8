"""A member of a group as tests use it: it keeps what it heard and knows what is its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from aegis_chassis.messaging.bus import Bus, Delivered, Partition, Subscription


class Listener:
    """Polls a subscription; `heard` is all that came, in order of coming, `mine` the partitions it has now."""

    def __init__(self, before_loss: Callable[["Listener"], Awaitable[None]] | None = None) -> None:
        self.heard: list[Delivered] = []
        self.mine: frozenset[Partition] = frozenset()
        self.changes: list[tuple[str, frozenset[Partition]]] = []
        self._before_loss = before_loss
        self._subscription: Subscription | None = None

    @property
    def subscription(self) -> Subscription:
        if self._subscription is None:
            raise RuntimeError("not subscribed")
        return self._subscription

    async def gained(self, parts: frozenset[Partition]) -> None:
        self.mine |= parts
        self.changes.append(("gained", parts))

    async def lost(self, parts: frozenset[Partition]) -> None:
        if self._before_loss is not None:
            await self._before_loss(self)
        self.mine -= parts
        self.changes.append(("lost", parts))

    async def poll(self, *, limit: int = 2_000, wait: float = 0.1) -> Mapping[Partition, Sequence[Delivered]]:
        polled = await self.subscription.poll(limit=limit, wait=wait)
        for records in polled.values():
            self.heard.extend(records)
        return polled

    async def until(self, condition: Callable[["Listener"], bool], *, within: float = 20.0) -> None:
        """Polls until `condition` holds. Raises `TimeoutError`, saying what it heard."""
        try:
            async with asyncio.timeout(within):
                while not condition(self):
                    await self.poll()
        except TimeoutError:
            raise TimeoutError(f"after {within:g} s: {len(self.heard)} heard, has {sorted(self.mine)}") from None

    async def until_heard(self, count: int, *, within: float = 20.0) -> list[Delivered]:
        """Polls until `count` records have come in all, and returns them."""
        await self.until(lambda listener: len(listener.heard) >= count, within=within)
        return self.heard

    async def commit(self) -> None:
        """Commits all that it heard."""
        await self.subscription.commit(next_offsets(self.heard))

    def values(self) -> list[bytes]:
        return [record.value for record in self.heard]

    @asynccontextmanager
    async def joined(self, bus: Bus, group: str, topics: Sequence[str]) -> AsyncIterator["Listener"]:
        async with bus.subscribe(group, topics, self) as subscription:
            self._subscription = subscription
            yield self


@asynccontextmanager
async def listening(bus: Bus, group: str, *topics: str) -> AsyncIterator[Listener]:
    """A new member of `group` on `topics`."""
    async with Listener().joined(bus, group, topics) as listener:
        yield listener


def next_offsets(records: Sequence[Delivered]) -> dict[Partition, int]:
    """Where a group that has had `records` goes on."""
    following: dict[Partition, int] = {}
    for record in records:
        following[record.partition] = max(following.get(record.partition, 0), record.offset + 1)
    return following
