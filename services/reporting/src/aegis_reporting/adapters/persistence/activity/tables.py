"""The feed of changes and the causes that scoring has answered. Both are bounded: rows are removed as others come."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from aegis_reporting.adapters.persistence.metadata import INSTANT, metadata

activity = Table(
    "activity",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Uuid, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("kind", Text, nullable=False),
    Column("technique_id", Uuid),
    Column("actor_id", Text),
    Column("details", LargeBinary, nullable=False),
    UniqueConstraint("event_id"),
)
"""`details` is the JSON of one of `application.activity.changes`."""

activity_head = Table(
    "activity_head",
    metadata,
    Column("single", Boolean, CheckConstraint("single", name="one_row"), primary_key=True, server_default="true"),
    Column("id", BigInteger, nullable=False),
)
"""One row: the last id given out. Its lock is held to the commit, so that ids commit in order and a reader may go on
behind the last one that it saw."""

cause = Table(
    "cause",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("topic", Text),
    Column("key", Text),
    Column("version", BigInteger),
    Column("answered", Boolean, nullable=False, server_default="false"),
    Column("at", INSTANT, nullable=False, index=True),
)
"""Recent events that scoring answers, and whether it has: what `Aegis-After` waits for. An answer may come before the
event itself, whose topic, key and version are then still unknown."""
Index("cause_open_idx", cause.c.topic, cause.c.key, postgresql_where=text("not answered"))
