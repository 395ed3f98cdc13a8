"""ATT&CK campaigns: who did what with what."""

from sqlalchemy import Column, Index, Table, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

campaign = Table(
    "campaign",
    metadata,
    *item_columns(),
    Column("aliases", WORDS, nullable=False),
    Column("first_seen", INSTANT),
    Column("last_seen", INSTANT),
    Index(None, "attack_id"),
)

campaign_use = Table(
    "campaign_use",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Index(None, "technique_id"),
)

campaign_software = Table(
    "campaign_software",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("software_id", Uuid, primary_key=True),
)

campaign_actor = Table(
    "campaign_actor",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("actor_id", Uuid, primary_key=True),
    Index(None, "actor_id"),
)
