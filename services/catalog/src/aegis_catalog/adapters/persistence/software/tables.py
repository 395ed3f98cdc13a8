"""Malware and tools, with the techniques that they use."""

from sqlalchemy import Column, Index, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

software = Table(
    "software",
    metadata,
    *item_columns(),
    Column("type", Text, nullable=False),
    Column("aliases", WORDS, nullable=False),
    Column("platforms", WORDS, nullable=False),
    Index(None, "attack_id"),
)

software_use = Table(
    "software_use",
    metadata,
    Column("software_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Index(None, "technique_id"),
)
