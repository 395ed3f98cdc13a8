"""What services say, for tests that look at them from outside: records topics of any bus and waits for facts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aegis_chassis.messaging.bus import Bus, BusAway, Delivered, Partition
from aegis_chassis.messaging.envelope import Undecodable, decode
from aegis_kernel.facts import Fact, Topic

Matches = Callable[[Fact[Any]], bool]

_RETRY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Undecoded:
    """A record of a recorded topic that is no fact of it."""

    record: Delivered
    why: str


class Recorder:
    """All facts of some topics, from their earliest record on, in order of coming; a redelivered one comes once.

    A bus that goes away meanwhile is waited for. `facts` may be read at any time.
    """

    def __init__(self, bus: Bus, topics: Sequence[Topic[Any]]) -> None:
        self._bus = bus
        self._topics = {topic.name: topic for topic in topics}
        self._group = f"recorder.{uuid4().hex}"
        self._seen: dict[Partition, int] = {}
        self._news = asyncio.Event()
        self.facts: list[Fact[Any]] = []
        self.undecoded: list[Undecoded] = []

    async def gained(self, parts: frozenset[Partition]) -> None:
        """Nothing to do: each record is looked at for whether it is new (`Assignment`)."""

    async def lost(self, parts: frozenset[Partition]) -> None:
        """Nothing to do (`Assignment`)."""

    def of(
        self, topic: Topic[Any] | None = None, *, type_: str | None = None, key: str | None = None
    ) -> list[Fact[Any]]:
        """The facts so far of `topic`, of a type by its name in code (``TestValidated``), of a key."""
        return [fact for fact in self.facts if self._is(fact, topic, type_, key)]

    async def wait_for(
        self,
        topic: Topic[Any] | None = None,
        *,
        type_: str | None = None,
        key: str | None = None,
        where: Matches | None = None,
        within: float = 10.0,
    ) -> Fact[Any]:
        """The first such fact, also one that has come already. Raises `AssertionError` after `within` seconds, with
        what came instead."""
        return (await self.wait_for_many(1, topic, type_=type_, key=key, where=where, within=within))[0]

    async def wait_for_many(
        self,
        count: int,
        topic: Topic[Any] | None = None,
        *,
        type_: str | None = None,
        key: str | None = None,
        where: Matches | None = None,
        within: float = 10.0,
    ) -> list[Fact[Any]]:
        """The first `count` such facts; see `wait_for`."""

        def found() -> list[Fact[Any]]:
            return [fact for fact in self.facts if self._is(fact, topic, type_, key) and (where is None or where(fact))]

        try:
            async with asyncio.timeout(within):
                while len(found()) < count:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            wanted = [topic.name if topic else "any topic", type_ or "any type", key or "any key"]
            raise AssertionError(
                f"{len(found())} of {count} facts of {', '.join(wanted)} came within {within:g} s; recorded:\n"
                + self.summary()
            ) from None
        return found()[:count]

    async def silence(self, seconds: float) -> None:
        """Waits until nothing has come for `seconds`."""
        while True:
            self._news.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                return

    def summary(self, last: int = 30) -> str:
        """The last facts, a line each."""
        lines = [f"  {fact.topic} {fact.type} {fact.key} v{fact.version}" for fact in self.facts[-last:]]
        return "\n".join([*lines, *(f"  undecodable: {bad.why}" for bad in self.undecoded[-last:])]) or "  nothing"

    async def run(self) -> None:
        """Records until cancelled."""
        while True:
            try:
                async with self._bus.subscribe(self._group, list(self._topics), self) as subscription:
                    while True:
                        for records in (await subscription.poll(limit=1_000, wait=1.0)).values():
                            self._take(records)
            except BusAway:
                await asyncio.sleep(_RETRY_SECONDS)

    def _take(self, records: Sequence[Delivered]) -> None:
        for record in records:
            if record.offset < self._seen.get(record.partition, 0):
                continue
            self._seen[record.partition] = record.offset + 1
            try:
                fact = decode(self._topics[record.partition.topic], record.key, record.headers, record.value)
            except Undecodable as error:
                self.undecoded.append(Undecoded(record, str(error)))
            else:
                self.facts.append(fact)
        self._news.set()

    def _is(self, fact: Fact[Any], topic: Topic[Any] | None, type_: str | None, key: str | None) -> bool:
        wire_type = self._topics[fact.topic].types.get(type_) if type_ is not None else fact.type
        return (topic is None or fact.topic == topic.name) and fact.type == wire_type and key in {None, fact.key}


@asynccontextmanager
async def recording(bus: Bus, *topics: Topic[Any]) -> AsyncIterator[Recorder]:
    """Records `topics` of `bus` while the context is open."""
    recorder = Recorder(bus, topics)
    running = asyncio.create_task(recorder.run(), name="recorder")
    try:
        yield recorder
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
