"""The consumer: one group's loop from the bus to its handler and back to the bus's offsets."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from dishka import AsyncContainer

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import Bus, BusAway, Delivered, Partition, Subscription
from aegis_chassis.messaging.dead_letters import bury
from aegis_chassis.messaging.envelope import Undecodable
from aegis_chassis.messaging.failures import back_off, is_transient
from aegis_chassis.messaging.handler import Handler
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a consumer takes at once, and how it tries again."""

    records: int = 2_000
    bytes: int = 16 * 1024 * 1024
    wait_seconds: float = 1.0
    first_back_off: float = 0.1
    longest_back_off: float = 30.0
    tries_alone: int = 3
    unready_after: float = 60.0
    stop_within: float = 10.0
    measure_seconds: float = 10.0


class Consumer:
    """Takes records over all partitions, handles them in one transaction, then notes the offsets; the next poll runs
    meanwhile. See `_handle` for what becomes of failures."""

    def __init__(
        self,
        bus: Bus,
        handler: Handler,
        container: AsyncContainer,
        clock: Clock,
        *,
        service: str,
        limits: Limits | None = None,
    ) -> None:
        self._bus = bus
        self._handler = handler
        self._container = container
        self._clock = clock
        self._service = service
        self._limits = limits or Limits()
        self._mine: frozenset[Partition] = frozenset()
        self._busy = asyncio.Lock()
        self._failing_since: float | None = None
        self.handled = 0
        """Facts applied since the start, those that were had already not counted."""
        self.buried = 0
        self.lag = 0
        """Records of its partitions that it has not handled, when it was looked at last."""
        self._next: dict[Partition, int] = {}
        self._measured_at = 0.0

    @property
    def trouble(self) -> str | None:
        """Why the process should not be called ready: what it rests on has been away for too long."""
        if self._failing_since is None:
            return None
        seconds = asyncio.get_running_loop().time() - self._failing_since
        if seconds < self._limits.unready_after:
            return None
        return f"{self._handler.group.name} has been failing for {seconds:.0f} s"

    async def run(self) -> None:
        """Consumes until cancelled; then finishes the batch in hand, within a limit. The bus being away ends a
        subscription, not the loop."""
        pauses = back_off(self._limits.first_back_off, self._limits.longest_back_off)
        while True:
            try:
                async with self._bus.subscribe(self._handler.group.name, self._handler.group.topics, self) as joined:
                    await self._consume(joined)
            except (BusAway, OSError, TimeoutError) as error:
                pause = next(pauses)
                self._note_failure(error, pause)
                await asyncio.sleep(pause)

    async def gained(self, parts: frozenset[Partition]) -> None:
        """Takes on partitions (`Assignment`)."""
        self._mine |= parts

    async def lost(self, parts: frozenset[Partition]) -> None:
        """Gives partitions up, after the batch in hand (`Assignment`). The inbox fences what comes too late."""
        self._mine -= parts
        try:
            async with asyncio.timeout(self._limits.stop_within), self._busy:
                pass
        except TimeoutError:
            log.warning("consumer.drain_too_slow", group=self._handler.group.name, partitions=len(parts))

    async def _consume(self, joined: Subscription) -> None:
        polling = asyncio.create_task(self._poll(joined))
        try:
            while True:
                # Waited for, not awaited: a cancellation has to reach this loop, whatever the poll makes of it.
                await asyncio.wait({polling})
                polled = polling.result()
                polling = asyncio.create_task(self._poll(joined))
                for batch in self._batches(polled):
                    await _finish(self._process(joined, batch), within=self._limits.stop_within)
                await self._measure(joined)
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)

    async def _measure(self, joined: Subscription) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._measured_at + self._limits.measure_seconds:
            return
        self._measured_at = now
        bounds = await joined.bounds()
        self.lag = sum(end - self._next[part] for part, (_, end) in bounds.items() if part in self._next)

    async def _poll(self, joined: Subscription) -> Mapping[Partition, Sequence[Delivered]]:
        return await joined.poll(limit=self._limits.records, wait=self._limits.wait_seconds)

    def _batches(self, polled: Mapping[Partition, Sequence[Delivered]]) -> list[list[Delivered]]:
        """The records over all partitions, cut where the bytes would pass the limit."""
        batches: list[list[Delivered]] = []
        size = 0
        for records in polled.values():
            for record in records:
                size += len(record.value)
                if not batches or size > self._limits.bytes:
                    batches.append([])
                    size = len(record.value)
                batches[-1].append(record)
        return batches

    async def _process(self, joined: Subscription, batch: Sequence[Delivered]) -> None:
        async with self._busy:
            records = [record for record in batch if record.partition in self._mine]
            facts: list[tuple[Delivered, Fact[Any]]] = []
            for record in records:
                try:
                    facts.append((record, self._handler.decode(record)))
                except Undecodable as error:
                    await self._bury(joined, record, f"undecodable: {error}")
            if facts:
                await self._handle(joined, facts)
            if records:
                following = _next_offsets(records)
                await joined.commit(following)
                self._next |= following

    async def _handle(self, joined: Subscription, facts: Sequence[tuple[Delivered, Fact[Any]]]) -> None:
        """All at once; when that fails for a reason of its own, by halves, in order, until one record fails alone as
        often as it may: that one is buried and the rest goes on. Failures that pass by themselves are waited out."""
        for tries in range(1, self._limits.tries_alone + 1):
            try:
                await self._until_not_transient(joined, [fact for _, fact in facts])
            except Exception as error:
                if len(facts) > 1:
                    middle = len(facts) // 2
                    await self._handle(joined, facts[:middle])
                    await self._handle(joined, facts[middle:])
                    return
                last = tries == self._limits.tries_alone
                log.warning(
                    "consumer.failed",
                    group=self._handler.group.name,
                    key=facts[0][1].key,
                    tries=tries,
                    cause=f"{type(error).__name__}: {error}",
                    exc_info=last,
                )
                if last:
                    await self._bury(joined, facts[0][0], f"{type(error).__name__}: {error}")
            else:
                return

    async def _until_not_transient(self, joined: Subscription, facts: Sequence[Fact[Any]]) -> None:
        pauses = back_off(self._limits.first_back_off, self._limits.longest_back_off)
        while True:
            try:
                self.handled += await self._handler.apply(facts)
            except Exception as error:
                if not is_transient(error):
                    raise
                await self._wait_out(joined, error, next(pauses))
            else:
                self._failing_since = None
                return

    async def _bury(self, joined: Subscription, record: Delivered, cause: str) -> None:
        pauses = back_off(self._limits.first_back_off, self._limits.longest_back_off)
        while True:
            try:
                async with self._container() as scope:
                    unit = await scope.get(SqlUnitOfWork)
                    async with unit:
                        await bury(
                            unit.connection,
                            service=self._service,
                            group=self._handler.group.name,
                            record=record,
                            cause=cause,
                        )
                        await unit.commit()
            except Exception as error:
                if not is_transient(error):
                    raise
                await self._wait_out(joined, error, next(pauses))
            else:
                self.buried += 1
                log.error("consumer.buried", group=self._handler.group.name, key=record.key, cause=cause)
                return

    async def _wait_out(self, joined: Subscription, error: BaseException, pause: float) -> None:
        """Waits, with its partitions paused, so that the bus goes on counting it as alive."""
        self._note_failure(error, pause)
        joined.pause(self._mine)
        await asyncio.sleep(pause)
        joined.resume(self._mine)

    def _note_failure(self, error: BaseException, pause: float) -> None:
        if self._failing_since is None:
            self._failing_since = asyncio.get_running_loop().time()
        log.warning(
            "consumer.trouble",
            group=self._handler.group.name,
            trouble=f"{type(error).__name__}: {error}",
            again_in=pause,
        )


async def _finish(work: Coroutine[Any, Any, None], *, within: float) -> None:
    """Awaits `work`; when cancelled meanwhile, gives it `within` seconds to end by itself."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait({task}, timeout=within)
        if not done:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        elif not task.cancelled() and (error := task.exception()) is not None:
            log.warning("consumer.last_batch_failed", trouble=f"{type(error).__name__}: {error}")
        raise


def _next_offsets(records: Sequence[Delivered]) -> dict[Partition, int]:
    following: dict[Partition, int] = {}
    for record in records:
        following[record.partition] = max(following.get(record.partition, 0), record.offset + 1)
    return following
