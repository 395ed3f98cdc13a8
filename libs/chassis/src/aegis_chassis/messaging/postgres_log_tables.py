"""The tables of the PostgreSQL log, and who may make them once."""

from typing import TYPE_CHECKING

from aegis_chassis.messaging.postgres_log_append import APPEND

if TYPE_CHECKING:
    import asyncpg

CHANNEL = "aegis_bus"
"""Notified by every publish; see `postgres_log_wake`."""

_TABLES = """
create table bus.topic (
    name text primary key,
    next bigint not null default 0,
    cleanup text not null check (cleanup in ('delete', 'compact')),
    retention_seconds bigint,
    compaction_lag_seconds bigint not null
) with (fillfactor = 20);
comment on table bus.topic is
    'One row a topic. A publisher locks it until its commit, so that offsets are in the order of commits.';

create table bus.record (
    topic text not null,
    "offset" bigint not null,
    key text not null,
    headers text not null,
    value bytea not null,
    at timestamptz not null,
    primary key (topic, "offset")
);
alter table bus.record alter column value set storage external;
comment on column bus.record.headers is 'A JSON object of texts.';

create table bus.position (
    grp text not null,
    topic text not null,
    next bigint not null,
    primary key (grp, topic)
) with (fillfactor = 50);
comment on table bus.position is
    'Where each group goes on. Written by whoever holds the advisory lock of group and topic.';
"""

_FUNCTIONS = f"""
create or replace function bus.owner_key(grp text, topic text) returns bigint
    language sql immutable parallel safe return hashtextextended('aegis.bus ' || grp || ' ' || topic, 0);
comment on function bus.owner_key is 'The key of the advisory lock that owns a group of a topic.';
{APPEND}"""


async def create_bus_tables(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Makes schema and tables when they are missing, under an advisory lock: any number of processes may call it.

    The schema is made only when nobody has: a role that owns it need not be allowed to make one. Functions are brought
    up to date.
    """
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtextextended('aegis.bus.tables', 0))")
        if not await connection.fetchval("select to_regnamespace('bus') is not null"):
            await connection.execute("create schema bus")
        if not await connection.fetchval("select to_regclass('bus.record') is not null"):
            await connection.execute(_TABLES)
        await connection.execute(_FUNCTIONS)
