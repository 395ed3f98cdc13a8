"""The threat profile: actors and lists of techniques, each with a weight."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text, Uuid

from aegis_catalog.adapters.persistence.metadata import metadata

profile = Table(
    "profile", metadata, Column("id", Uuid, primary_key=True), Column("version", BigInteger, nullable=False)
)
"""One row."""

profile_actor = Table(
    "profile_actor",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("weight", SmallInteger, nullable=False),
    Column("place", Integer, nullable=False),
)

profile_list = Table(
    "profile_list",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("weight", SmallInteger, nullable=False),
)

profile_technique = Table(
    "profile_technique",
    metadata,
    Column("list_place", Integer, primary_key=True, autoincrement=False),
    Column("technique_id", Uuid, primary_key=True),
    Column("leads_to", Uuid, nullable=False),
    Column("place", Integer, nullable=False),
    Index(None, "leads_to"),
)
"""A technique of a list: `technique_id` is what was named, `leads_to` what it is today."""
