"""Appending to the PostgreSQL log."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from aegis_chassis.messaging.bus import BusAway, Outgoing
from aegis_chassis.messaging.postgres_log_tables import CHANNEL, SCHEMA
from aegis_chassis.messaging.postgres_log_wake import announcement

if TYPE_CHECKING:
    import asyncpg

_RESERVE = """
update bus.topic set next = next + $2 where name = $1 returning next - $2 as first, clock_timestamp() as at
"""
_NOTIFY = f"select pg_notify('{CHANNEL}', $1)"
_COLUMNS = ("topic", "offset", "key", "headers", "value", "at")

_encode = msgspec.json.Encoder().encode


async def append(
    connection: "asyncpg.Connection[asyncpg.Record]", records: Sequence[Outgoing], *, publisher: str
) -> None:
    """Appends `records` in one transaction. The caller ends the connection when this fails or is cancelled.

    The rows of the topics are locked in order of name, so that publishers never wait for one another in a circle, and
    until the commit, so that a reader who sees an offset sees all below it. A sequence would not give that.
    """
    of_topic: dict[str, list[Outgoing]] = defaultdict(list)
    for record in records:
        of_topic[record.topic].append(record)
    await connection.execute("begin")
    rows = []
    for topic in sorted(of_topic):
        reserved = await connection.fetchrow(_RESERVE, topic, len(of_topic[topic]))
        if reserved is None:
            raise BusAway(f"nobody has made the topic {topic}")
        rows += [
            (topic, offset, record.key, _encode(record.headers).decode(), record.value, reserved["at"])
            for offset, record in enumerate(of_topic[topic], reserved["first"])
        ]
    await connection.copy_records_to_table("record", schema_name=SCHEMA, columns=_COLUMNS, records=rows)
    await connection.execute(_NOTIFY, announcement(publisher, of_topic))
    await connection.execute("commit")
