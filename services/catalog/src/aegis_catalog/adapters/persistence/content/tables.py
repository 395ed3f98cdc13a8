"""Claims as sources made them, and what was published of each thing."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, Uuid, text

from aegis_catalog.adapters.persistence.columns import INSTANT
from aegis_catalog.adapters.persistence.metadata import metadata

claim = Table(
    "claim",
    metadata,
    Column("claim_id", Uuid, primary_key=True),
    Column("content_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("domain", Text),
    Column("withdrawn_at", INSTANT),
    Column("version", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "content_id"),
    Index(None, "run_id", "kind"),
    Index(None, "source_id", postgresql_where=text("kind = 'tactic'")),
)
"""Each source's newest version of each item; ended ones are kept. `body` is the claim as JSON."""

publication = Table(
    "publication",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("type", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
"""What was last published of each thing: when, the event's name, the state as JSON, and the version it brought."""

history = Table(
    "history",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("type", Text, nullable=False),
    Column("changed", LargeBinary, nullable=False),
    Column("reason", Text),
    Column("actor_id", Text),
)
"""How content came to be as it is: one row a published version. `changed` holds old values by field, as JSON."""
