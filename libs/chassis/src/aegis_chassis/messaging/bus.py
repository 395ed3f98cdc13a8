"""The bus as a port. `kafka.py` and `postgres_log.py` are its adapters, held to one suite: `aegis_testkit.suites`."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from aegis_kernel.facts import TopicSpec


class Partition(NamedTuple):
    """One partition of a topic; the PostgreSQL log has one a topic, number 0."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to publish. Records of one key of a topic stay in the order given."""

    topic: str
    key: str
    headers: Mapping[str, str]
    value: bytes


@dataclass(frozen=True, slots=True)
class Delivered:
    """A record as it lies in the log. `at` is when the log took it."""

    partition: Partition
    offset: int
    key: str
    headers: Mapping[str, str]
    value: bytes
    at: datetime


MAX_RECORD_BYTES = 4 * 1024 * 1024 - 64 * 1024
"""What key, headers and value may weigh together: 4 MiB with room for what Kafka adds."""


class RecordTooLarge(ValueError):
    """A record above `MAX_RECORD_BYTES`; nothing of what was to be published with it has been sent."""


class GroupInUse(Exception):
    """A group that has members now; its offsets cannot be reset."""


class BusAway(Exception):
    """The bus cannot be reached or did not answer in time: some of what was sent may be in, and may come twice."""


class Assignment(Protocol):
    """Told when a subscription gains and loses partitions. One that is left loses all it has."""

    async def gained(self, parts: frozenset[Partition]) -> None: ...
    async def lost(self, parts: frozenset[Partition]) -> None:
        """Called before the partitions go to another member: finish or drop what is in hand."""
        ...


class Subscription(Protocol):
    """A member of a group. New groups start at the earliest record, and so do groups whose offset lies beyond the
    log's end: that is another log. Topics that do not exist yet are heard once they do. All raise `BusAway`."""

    async def poll(self, *, limit: int, wait: float) -> Mapping[Partition, Sequence[Delivered]]:
        """Up to `limit` records over all partitions; waits up to `wait` seconds for the first."""
        ...

    async def commit(self, next_offsets: Mapping[Partition, int]) -> None:
        """Notes the offsets to go on from, after the effect. Those of partitions that are not (any longer) this
        member's are ignored."""
        ...

    async def seek(self, to: Mapping[Partition, int]) -> None: ...
    def pause(self, parts: Collection[Partition]) -> None: ...
    def resume(self, parts: Collection[Partition]) -> None: ...
    async def bounds(self) -> Mapping[Partition, tuple[int, int]]:
        """First and end offset of each assigned partition, for lag and for logs that were lost."""
        ...


class Bus(Protocol):
    """Publishes to topics and subscribes groups to them."""

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:
        """Returns when all are durable; per-key order as given. Raises `BusAway` after `within` seconds, and for a
        topic that nobody made; `RecordTooLarge` before anything is sent."""
        ...

    def subscribe(
        self, group: str, topics: Sequence[str], on: Assignment
    ) -> AbstractAsyncContextManager[Subscription]: ...

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        """Makes the topics that are missing; never changes a partition count."""
        ...

    async def reset(self, group: str, topics: Sequence[str]) -> None:
        """Forgets a group's offsets of `topics`, so that it starts at the earliest again. Raises `GroupInUse` when it
        has members."""
        ...

    async def ping(self) -> None:
        """Raises `BusAway` unless the bus answers: for readiness."""
        ...


def refuse_too_large(records: Sequence[Outgoing]) -> None:
    """Raises `RecordTooLarge` for the first record above the limit."""
    for record in records:
        size = (
            len(record.key) + len(record.value) + sum(map(len, record.headers)) + sum(map(len, record.headers.values()))
        )
        if size > MAX_RECORD_BYTES:
            raise RecordTooLarge(f"{record.topic}/{record.key} weighs {size} bytes; {MAX_RECORD_BYTES} are allowed")
