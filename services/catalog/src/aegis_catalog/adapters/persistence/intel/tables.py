"""Entries of feeds, with what we made of each, and what of them has been looked at."""

from sqlalchemy import Boolean, Column, Index, Table, Text, Uuid, text

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

intel = Table(
    "intel",
    metadata,
    *item_columns(),
    Column("link", Text),
    Column("content", Text, nullable=False),
    Column("authors", WORDS, nullable=False),
    Column("published", INSTANT),
    Column("first_seen", Boolean, nullable=False),
    Column("feeds", WORDS, nullable=False),
    Column("triage", Text, nullable=False, server_default=text("'new'")),
    Column("triaged_by", Uuid),
    Column("triaged_by_name", Text),
    Column("triaged_at", INSTANT),
    Index(None, "published"),
)
"""From `triage` on, columns are ours: no import touches them."""

intel_looked_at = Table(
    "intel_looked_at",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("intel_id", Uuid, primary_key=True),
)
"""The entries on a technique that a person has looked at: they ask for no review of it again."""
