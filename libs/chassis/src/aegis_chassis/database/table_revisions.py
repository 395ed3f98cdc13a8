"""What makes the chassis's tables in a service's schema: each function is called by one revision of every service.

All of it is frozen: what a released migration made never changes; a later change is a new function for a new revision.
"""

from typing import Any, Protocol

from aegis_chassis.database.tables import CHASSIS_TABLES


class Operations(Protocol):
    """What is used here of ``alembic.op``."""

    def execute(self, sqltext: str, /) -> Any: ...


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
