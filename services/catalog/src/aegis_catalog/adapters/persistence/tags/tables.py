"""Tags, and the techniques that carry them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, Uuid, func

from aegis_catalog.adapters.persistence.metadata import metadata

tag = Table(
    "tag",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
)
Index("tag_lower_idx", func.lower(tag.c.name), unique=True)

tag_technique = Table(
    "tag_technique",
    metadata,
    Column("tag_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Column("leads_to", Uuid, nullable=False),
    Column("place", Integer, nullable=False),
    Index(None, "leads_to"),
)
"""`technique_id` is what was named, `leads_to` what it is today."""
