"""Adversaries and their steps."""

from sqlalchemy import Column, Index, SmallInteger, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

adversary = Table(
    "adversary",
    metadata,
    *item_columns(),
    Column("objective", Text),
    Column("license", Text),
    Column("upstream_path", Text, nullable=False),
)

adversary_step = Table(
    "adversary_step",
    metadata,
    Column("adversary_id", Uuid, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("ability", Text, nullable=False),
    Index(None, "ability"),
)
"""`ability` is the `group_key` of templates of the same upstream, which may not be there."""
