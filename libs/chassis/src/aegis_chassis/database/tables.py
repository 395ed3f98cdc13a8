"""The chassis's own tables, which every service has in its schema.

These are the tables as code uses them; what makes them in a service's revisions stands in `table_revisions.py`.
"""

from dataclasses import dataclass

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
