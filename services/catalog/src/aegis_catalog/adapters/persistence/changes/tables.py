"""Changes of the infrastructure as they were reported."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS
from aegis_catalog.adapters.persistence.metadata import metadata

infrastructure_change = Table(
    "infrastructure_change",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("description", Text, nullable=False),
    Column("tool_ids", ARRAY(Uuid), nullable=False),
    Column("platforms", WORDS, nullable=False),
    Column("data_component_ids", ARRAY(Uuid), nullable=False),
    Column("business_units", WORDS, nullable=False),
    Column("reported_by", Uuid, nullable=False),
    Column("reported_by_name", Text, nullable=False),
    Column("reported_at", INSTANT, nullable=False),
    Column("withdrawn_by", Uuid),
    Column("withdrawn_by_name", Text),
    Column("withdrawn_at", INSTANT),
    Column("withdrawn_reason", Text, nullable=False),
    Index(None, "at"),
)
