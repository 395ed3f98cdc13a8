"""Appending to the PostgreSQL log: one call of a function in the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from aegis_chassis.messaging.bus import BusAway, Outgoing
from aegis_chassis.messaging.postgres_log_wake import announcement

if TYPE_CHECKING:
    from asyncpg import Connection, Record

APPEND = """
create or replace function bus.append(topics text[], keys text[], heads text[], vals bytea[], announcement text)
returns void language plpgsql as $function$
declare
    part record;
    first bigint;
    taken timestamptz;
begin
    for part in select topic, count(*) as records from unnest(topics) as topic group by topic order by topic loop
        update bus.topic set next = next + part.records where name = part.topic
        returning next - part.records, clock_timestamp() into first, taken;
        if not found then
            raise exception 'nobody has made the topic %', part.topic using errcode = 'no_data_found';
        end if;
        insert into bus.record (topic, "offset", key, headers, value, at)
        select item.topic, first + row_number() over (order by item.place) - 1, item.key, item.head, item.val, taken
        from unnest(topics, keys, heads, vals) with ordinality as item(topic, key, head, val, place)
        where item.topic = part.topic;
    end loop;
    perform pg_notify('aegis_bus', announcement);
end
$function$;
comment on function bus.append is
    'Locks the topics in order of name, so that publishers never wait for one another in a circle, and until the commit,
so that a reader who sees an offset sees all below it. A sequence would not give that.';
"""
"""As quick as COPY for hundreds of records, and quicker for a few."""

_CALL = "select bus.append($1, $2, $3, $4, $5)"

_encode = msgspec.json.Encoder().encode


async def append(connection: "Connection[Record]", records: Sequence[Outgoing], *, publisher: str) -> None:
    """Appends all of `records` or nothing. Raises `BusAway` for a topic that nobody has made.

    The caller ends the connection when this fails or is cancelled. The transaction is begun and committed apart from
    the call: a call that waits for a lock goes on in the server when its client has given it up, and would be
    committed behind the retry.
    """
    topics = [record.topic for record in records]
    await connection.execute("begin")
    try:
        await connection.execute(
            _CALL,
            topics,
            [record.key for record in records],
            [_encode(record.headers).decode() for record in records],
            [record.value for record in records],
            announcement(publisher, dict.fromkeys(topics)),
        )
    except asyncpg.NoDataFoundError as error:
        raise BusAway(str(error)) from error
    await connection.execute("commit")
