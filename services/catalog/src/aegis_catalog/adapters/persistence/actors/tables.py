"""Threat actors, with the techniques and the software that they use, and what others know of them."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

actor = Table("actor", metadata, *item_columns(), Column("aliases", WORDS, nullable=False), Index(None, "attack_id"))

actor_use = Table(
    "actor_use",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Column("way", Text, primary_key=True),
    Column("through", Text, primary_key=True),
    Column("description", Text, nullable=False),
    Column("citations", LargeBinary, nullable=False),
    Index(None, "technique_id"),
)
"""`through` names the campaign, empty for a direct use. `citations` is JSON."""

actor_software = Table(
    "actor_software",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("software_id", Uuid, primary_key=True),
    Index(None, "software_id"),
)

actor_profile = Table(
    "actor_profile",
    metadata,
    *item_columns(),
    Column("aliases", WORDS, nullable=False),
    Column("country", Text),
    Column("motivation", WORDS, nullable=False),
    Column("references", WORDS, nullable=False),
    Index(None, "country"),
)
"""What a source beside ATT&CK says of an actor. It changes nothing of the actor itself."""

actor_profile_of = Table(
    "actor_profile_of",
    metadata,
    Column("profile_id", Uuid, primary_key=True),
    Column("actor_id", Uuid, primary_key=True),
    Index(None, "actor_id"),
)
"""The groups that a profile belongs to."""
