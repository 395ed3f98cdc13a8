"""The chassis's own tables, which every service has in its schema.

`chassis_tables` are the tables as code uses them, `create_chassis_tables` is what a service's first revision calls.
The latter is frozen: what a released migration made never changes; a later change is a new function for a new revision.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

NAMING = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}
"""The names PostgreSQL itself would give; for `MetaData(naming_convention=NAMING)`."""

CHASSIS_TABLES = (
    "outbox",
    "inbox",
    "effect_done",
    "dead_letter",
    "idempotency_key",
    "schedule",
    "known_user",
)


class Operations(Protocol):
    """What is used here of ``alembic.op``."""

    def execute(self, sqltext: str, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class ChassisTables:
    """The chassis's tables in one service's metadata. Binary columns named ``headers`` hold a JSON object of texts.

    - `outbox`: what commits published, to be sent in order of `id`.
    - `inbox`: the version that a group (`grp`) has had of each key of a topic, and the one it had before that.
    - `effect_done`: ids of events that a group has acted on.
    - `dead_letter`: records that a group could not handle, with their bytes.
    - `idempotency_key`: answers given to a (caller, operation, key); `status` is null while the first one works on it.
    - `schedule`: what recurs; see `aegis_chassis.scheduling`.
    - `schedule_told`: what was last said of each schedule, also of one that is gone.
    - `known_user`: who there is, as identity tells it.
    """

    outbox: Table
    inbox: Table
    effect_done: Table
    dead_letter: Table
    idempotency_key: Table
    schedule: Table
    schedule_told: Table
    known_user: Table


def chassis_tables(metadata: MetaData) -> ChassisTables:
    """Adds the chassis's tables to a service's `metadata`, whose naming convention has to be `NAMING`."""
    return ChassisTables(
        outbox=Table(
            "outbox",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("topic", Text, nullable=False),
            Column("key", Text, nullable=False),
            Column("headers", LargeBinary, nullable=False),
            Column("value", LargeBinary, nullable=False),
            Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        ),
        inbox=Table(
            "inbox",
            metadata,
            Column("grp", Text, primary_key=True),
            Column("topic", Text, primary_key=True),
            Column("key", Text, primary_key=True),
            Column("version", BigInteger, nullable=False),
            Column("previous", BigInteger),
        ),
        effect_done=Table(
            "effect_done",
            metadata,
            Column("grp", Text, primary_key=True),
            Column("event_id", Uuid, primary_key=True),
            Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        ),
        dead_letter=_dead_letter(metadata),
        idempotency_key=Table(
            "idempotency_key",
            metadata,
            Column("caller", Text, primary_key=True),
            Column("operation", Text, primary_key=True),
            Column("key", Text, primary_key=True),
            Column("body_hash", LargeBinary, nullable=False),
            Column("status", SmallInteger),
            Column("headers", JSONB),
            Column("body", LargeBinary),
            Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
        ),
        schedule=_schedule(metadata),
        schedule_told=Table(
            "schedule_told",
            metadata,
            Column("name", Text, primary_key=True),
            Column("version", BigInteger, nullable=False),
            Column("state", LargeBinary, nullable=False),
        ),
        known_user=Table(
            "known_user",
            metadata,
            Column("id", Uuid, primary_key=True),
            Column("name", Text, nullable=False),
            Column("roles", ARRAY(Text), nullable=False),
            Column("teams", ARRAY(Text), nullable=False, server_default="{}"),
            Column("active", Boolean, nullable=False),
            Column("tokens_valid_from", DateTime(timezone=True), nullable=False),
        ),
    )


def _dead_letter(metadata: MetaData) -> Table:
    table = Table(
        "dead_letter",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("topic", Text, nullable=False),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("grp", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("headers", LargeBinary, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("cause", Text, nullable=False),
        Column("attempts", Integer, nullable=False, server_default="1"),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("resolved_at", DateTime(timezone=True)),
    )
    Index("dead_letter_waiting_idx", table.c.grp, table.c.id, postgresql_where=text("resolved_at is null"))
    return table


def _schedule(metadata: MetaData) -> Table:
    table = Table(
        "schedule",
        metadata,
        Column("name", Text, primary_key=True),
        Column("job", Text, nullable=False),
        Column("argument", Text),
        Column("rule", Text, nullable=False),
        Column("zone", Text, nullable=False, server_default="UTC"),
        Column("starts_at", DateTime(timezone=True), nullable=False),
        Column("ends_at", DateTime(timezone=True)),
        Column("due_at", DateTime(timezone=True)),
        Column("retry_at", DateTime(timezone=True)),
        Column("runs", BigInteger, nullable=False, server_default="0"),
        Column("failures", Integer, nullable=False, server_default="0"),
        Column("last_due_at", DateTime(timezone=True)),
        Column("last_run_at", DateTime(timezone=True)),
        Column("last_outcome", Text),
        Column("last_error", Text),
        Column("last_lag_seconds", Double),
    )
    Index("schedule_due_idx", table.c.due_at, postgresql_where=text("due_at is not null"))
    return table


_CREATE = (
    """
    create table outbox (
        id bigint generated always as identity,
        topic text not null,
        key text not null,
        headers bytea not null,
        value bytea not null,
        created_at timestamptz not null default now(),
        constraint outbox_pkey primary key (id)
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0,
            autovacuum_analyze_threshold = 50000)
    """,
    # Values are short-lived: compressing them costs more than it saves (measured: 3.3 s instead of 1.3 for 16,000).
    "alter table outbox alter column value set storage external",
    """
    create table inbox (
        grp text not null,
        topic text not null,
        key text not null,
        version bigint not null,
        previous bigint,
        constraint inbox_pkey primary key (grp, topic, key)
    ) with (fillfactor = 70)
    """,
    """
    create table effect_done (
        grp text not null,
        event_id uuid not null,
        at timestamptz not null default now(),
        constraint effect_done_pkey primary key (grp, event_id)
    )
    """,
    """
    create table dead_letter (
        id bigint generated always as identity,
        topic text not null,
        partition integer not null,
        "offset" bigint not null,
        grp text not null,
        key text not null,
        headers bytea not null,
        value bytea not null,
        cause text not null,
        attempts integer not null default 1,
        at timestamptz not null default now(),
        resolved_at timestamptz,
        constraint dead_letter_pkey primary key (id)
    )
    """,
    "create index dead_letter_waiting_idx on dead_letter (grp, id) where resolved_at is null",
    """
    create table idempotency_key (
        caller text not null,
        operation text not null,
        key text not null,
        body_hash bytea not null,
        status smallint,
        headers jsonb,
        body bytea,
        created_at timestamptz not null default now(),
        constraint idempotency_key_pkey primary key (caller, operation, key)
    )
    """,
    "create index idempotency_key_created_at_idx on idempotency_key (created_at)",
    """
    create table schedule (
        name text not null,
        job text not null,
        argument text,
        rule text not null,
        zone text not null default 'UTC',
        starts_at timestamptz not null,
        ends_at timestamptz,
        due_at timestamptz,
        retry_at timestamptz,
        runs bigint not null default 0,
        failures integer not null default 0,
        last_due_at timestamptz,
        last_run_at timestamptz,
        last_outcome text,
        last_error text,
        last_lag_seconds double precision,
        constraint schedule_pkey primary key (name)
    )
    """,
    "create index schedule_due_idx on schedule (due_at) where due_at is not null",
    """
    create table known_user (
        id uuid not null,
        name text not null,
        roles text[] not null,
        teams text[] not null default '{}',
        active boolean not null,
        tokens_valid_from timestamptz not null,
        constraint known_user_pkey primary key (id)
    )
    """,
)


def create_chassis_tables(op: Operations) -> None:
    """Makes the tables as of version 0.1. Frozen."""
    for statement in _CREATE:
        op.execute(statement)


def drop_chassis_tables(op: Operations) -> None:
    """Undoes `create_chassis_tables`."""
    op.execute(f"drop table {', '.join(CHASSIS_TABLES)}")


def create_schedule_told(op: Operations) -> None:
    """Makes the table that tells what was said of schedules: the second revision's. Frozen."""
    op.execute(
        """
        create table schedule_told (
            name text not null,
            version bigint not null,
            state bytea not null,
            constraint schedule_told_pkey primary key (name)
        )
        """
    )


def drop_schedule_told(op: Operations) -> None:
    """Undoes `create_schedule_told`."""
    op.execute("drop table schedule_told")
