"""Records that a group could not handle: kept with their bytes and the cause, announced on the service's own topic,
and handed to the same handler again when an operator says so."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_chassis.messaging.bus import Delivered, Outgoing, Partition
from aegis_chassis.messaging.outbox import append_to_outbox
from aegis_kernel.facts import TopicSpec

_INSERT = """
insert into dead_letter (topic, partition, "offset", grp, key, headers, value, cause)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_OPEN = """
select id, topic, partition, "offset", key, headers, value, cause, at
from dead_letter where grp = $1 and resolved_at is null order by id limit $2
"""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One record that waits for an operator."""

    id: int
    topic: str
    partition: int
    offset: int
    key: str
    headers: dict[str, str]
    value: bytes
    cause: str
    at: datetime

    def delivered(self) -> Delivered:
        """The record as it was delivered."""
        return Delivered(
            Partition(self.topic, self.partition), self.offset, self.key, self.headers, self.value, self.at
        )


def dead_letter_topic(service: str) -> TopicSpec:
    """The topic on which `service` announces what it could not handle; kept 30 days."""
    return TopicSpec(name=f"aegis.{service}.dead-letter", retention_seconds=30 * 86_400)


async def bury(connection: AsyncConnection, *, service: str, group: str, record: Delivered, cause: str) -> None:
    """Keeps `record` and announces it, in the connection's open transaction."""
    driver = await driver_of(connection)
    headers = dict(record.headers)
    await driver.execute(
        _INSERT,
        record.partition.topic,
        record.partition.number,
        record.offset,
        group,
        record.key,
        msgspec.json.encode(headers),
        record.value,
        cause,
    )
    announced = headers | {
        "aegis_cause": cause,
        "aegis_group": group,
        "aegis_origin": f"{record.partition.topic}/{record.partition.number}/{record.offset}",
    }
    await append_to_outbox(connection, [Outgoing(dead_letter_topic(service).name, record.key, announced, record.value)])


async def waiting(connection: AsyncConnection, group: str, *, limit: int = 1_000) -> Sequence[DeadLetter]:
    """The group's dead letters that nobody has resolved, oldest first."""
    driver = await driver_of(connection)
    return [
        DeadLetter(
            id=row["id"],
            topic=row["topic"],
            partition=row["partition"],
            offset=row["offset"],
            key=row["key"],
            headers=msgspec.json.decode(row["headers"], type=dict[str, str]),
            value=row["value"],
            cause=row["cause"],
            at=row["at"],
        )
        for row in await driver.fetch(_OPEN, group, limit)
    ]


async def resolve(connection: AsyncConnection, letter_id: int) -> None:
    """Marks a dead letter as handled or let go."""
    await connection.execute(text("update dead_letter set resolved_at = now() where id = :id"), {"id": letter_id})
