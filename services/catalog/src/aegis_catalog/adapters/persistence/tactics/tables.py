"""Tactics, their places, and the domains' releases."""

from sqlalchemy import Column, SmallInteger, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

tactic = Table("tactic", metadata, *item_columns(), Column("shortname", Text, nullable=False))

tactic_place = Table(
    "tactic_place",
    metadata,
    Column("tactic_id", Uuid, primary_key=True),
    Column("domain", Text, primary_key=True),
    Column("place", SmallInteger, nullable=False),
)

matrix = Table(
    "matrix",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("release", Text, nullable=False),
)
"""Upstream's release of a domain, as the last run that gave its tactics said."""
