"""The outbox: what a transaction published, in the same transaction, to be sent after it."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_chassis.messaging.bus import Outgoing

COLUMNS = ("topic", "key", "headers", "value")

_encode = msgspec.json.Encoder().encode


async def append_to_outbox(connection: AsyncConnection, records: Sequence[Outgoing]) -> None:
    """Adds `records` in order with one COPY; nothing for none. Runs in the connection's open transaction."""
    if not records:
        return
    driver = await driver_of(connection)
    await driver.copy_records_to_table(
        "outbox",
        columns=COLUMNS,
        records=[(record.topic, record.key, _encode(record.headers), record.value) for record in records],
    )
