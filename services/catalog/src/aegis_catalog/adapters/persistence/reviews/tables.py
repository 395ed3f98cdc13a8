"""What waits for a person."""

from sqlalchemy import Column, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS
from aegis_catalog.adapters.persistence.metadata import metadata

review_cause = Table(
    "review_cause",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("cause", Text, primary_key=True),
    Column("since", INSTANT, nullable=False),
    Column("fields", WORDS, nullable=False),
    Column("detail", Text, nullable=False),
    Column("raised_by", Uuid),
    Column("raised_by_name", Text),
)
"""Why a technique waits, one row a cause; `raised_by` is empty where no person raised it."""
