"""The bus in memory, for tests that are about something else. Passes the suite of the port."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zlib import crc32

from aegis_chassis.messaging.bus import (
    Assignment,
    BusAway,
    Delivered,
    GroupInUse,
    Outgoing,
    Partition,
    Subscription,
    refuse_too_large,
)
from aegis_kernel.facts import TopicSpec


class MemoryBus:
    """`published` is all that was published, in order. While `away` is set everything raises `BusAway`."""

    def __init__(self) -> None:
        self.away = False
        self.published: list[Outgoing] = []
        self._logs: dict[Partition, list[Delivered]] = {}
        self._partitions: dict[str, int] = {}
        self._groups: dict[str, _Group] = {}

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:  # never waits
        refuse_too_large(records)
        await self._answer()
        if unknown := {record.topic for record in records} - self._partitions.keys():
            raise BusAway(f"nobody has made {sorted(unknown)}")
        for record in records:
            part = Partition(record.topic, crc32(record.key.encode()) % self._partitions[record.topic])
            log = self._logs[part]
            log.append(Delivered(part, len(log), record.key, dict(record.headers), record.value, datetime.now(UTC)))
        self.published.extend(records)
        self._wake_all()

    @asynccontextmanager
    async def subscribe(self, group: str, topics: Sequence[str], on: Assignment) -> AsyncIterator[Subscription]:
        await self._answer()
        joined = self._groups.setdefault(group, _Group())
        member = _Member(self, joined, frozenset(topics), on)
        joined.members.append(member)
        try:
            await joined.rebalance(self._logs)
            yield member
        finally:
            joined.members.remove(member)
            await member.lose(frozenset(member.positions))
            await joined.rebalance(self._logs)

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        await self._answer()
        for spec in topics:
            if spec.name not in self._partitions:
                self._partitions[spec.name] = spec.partitions
                self._logs.update({Partition(spec.name, number): [] for number in range(spec.partitions)})
        for group in self._groups.values():
            await group.rebalance(self._logs)

    async def reset(self, group: str, topics: Sequence[str]) -> None:
        await self._answer()
        known = self._groups.get(group)
        if known is None:
            return
        if known.members:
            raise GroupInUse(f"{group} has members; stop them first")
        known.committed = {part: offset for part, offset in known.committed.items() if part.topic not in topics}

    async def ping(self) -> None:
        await self._answer()

    def log_of(self, part: Partition) -> Sequence[Delivered]:
        """All records of a partition."""
        return self._logs.get(part, [])

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise BusAway("the bus is away")

    def _wake_all(self) -> None:
        for group in self._groups.values():
            for member in group.members:
                member.news.set()


@dataclass(eq=False, slots=True)
class _Group:
    members: list["_Member"] = field(default_factory=list)
    committed: dict[Partition, int] = field(default_factory=dict)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def rebalance(self, logs: Mapping[Partition, Sequence[Delivered]]) -> None:
        """Deals the partitions out in turn; a member gives up what is another's now before that one gets it."""
        async with self.changing:
            shares: dict[_Member, set[Partition]] = {member: set() for member in self.members}
            for turn, part in enumerate(sorted(logs)):
                if hearing := [member for member in self.members if part.topic in member.topics]:
                    shares[hearing[turn % len(hearing)]].add(part)
            for member, share in shares.items():
                await member.lose(frozenset(member.positions) - share)
            for member, share in shares.items():
                await member.gain(share - member.positions.keys(), self.committed, logs)


class _Member:
    """One subscription."""

    def __init__(self, bus: MemoryBus, group: _Group, topics: frozenset[str], on: Assignment) -> None:
        self.topics = topics
        self.positions: dict[Partition, int] = {}
        self.news = asyncio.Event()
        self._bus = bus
        self._group = group
        self._on = on
        self._paused: set[Partition] = set()

    async def lose(self, parts: frozenset[Partition]) -> None:
        if parts:
            await self._on.lost(parts)
            for part in parts:
                del self.positions[part]
            self._paused -= parts

    async def gain(
        self,
        parts: Collection[Partition],
        committed: Mapping[Partition, int],
        logs: Mapping[Partition, Sequence[Delivered]],
    ) -> None:
        if parts:
            for part in parts:
                start = committed.get(part, 0)
                self.positions[part] = start if start <= len(logs[part]) else 0
            self.news.set()
            await self._on.gained(frozenset(parts))

    async def poll(self, *, limit: int, wait: float) -> Mapping[Partition, Sequence[Delivered]]:
        end = asyncio.get_running_loop().time() + wait
        while True:
            await self._bus.ping()
            self.news.clear()
            if batches := self._take(limit):
                return batches
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return {}
            try:
                async with asyncio.timeout(left):
                    await self.news.wait()
            except TimeoutError:
                return {}

    async def commit(self, next_offsets: Mapping[Partition, int]) -> None:
        await self._bus.ping()
        self._group.committed.update({part: to for part, to in next_offsets.items() if part in self.positions})

    async def seek(self, to: Mapping[Partition, int]) -> None:
        self.positions.update({part: offset for part, offset in to.items() if part in self.positions})
        self.news.set()

    def pause(self, parts: Collection[Partition]) -> None:
        self._paused |= self.positions.keys() & set(parts)

    def resume(self, parts: Collection[Partition]) -> None:
        self._paused -= set(parts)
        self.news.set()

    async def bounds(self) -> Mapping[Partition, tuple[int, int]]:
        await self._bus.ping()
        return {part: (0, len(self._bus.log_of(part))) for part in self.positions}

    def _take(self, limit: int) -> dict[Partition, Sequence[Delivered]]:
        """Partitions that gave something go to the end of the line."""
        batches: dict[Partition, Sequence[Delivered]] = {}
        for part, position in list(self.positions.items()):
            if part in self._paused or not limit:
                continue
            if records := self._bus.log_of(part)[position : position + limit]:
                batches[part] = records
                limit -= len(records)
                del self.positions[part]
                self.positions[part] = position + len(records)
        return batches
