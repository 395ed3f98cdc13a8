"""Notes with all their versions."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT
from aegis_catalog.adapters.persistence.metadata import metadata

note = Table(
    "note",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("technique_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("withdrawn_by", Uuid),
    Column("withdrawn_by_name", Text),
    Column("withdrawn_at", INSTANT),
    Column("leads_to", Uuid, nullable=False),
    Index(None, "leads_to"),
)
"""`technique_id` is what was named, `leads_to` what it is today."""

note_version = Table(
    "note_version",
    metadata,
    Column("note_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
)
