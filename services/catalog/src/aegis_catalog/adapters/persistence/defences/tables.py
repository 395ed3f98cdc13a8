"""Defences, and what we have done about each."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

defence = Table(
    "defence",
    metadata,
    *item_columns(),
    Column("tactic", Text, nullable=False),
    Column("parent_id", Uuid),
    Index(None, "attack_id"),
)
"""`attack_id` is D3FEND's id."""

defence_state = Table(
    "defence_state",
    metadata,
    Column("defence_id", Uuid, primary_key=True),
    Column("implementation", Text, nullable=False),
    Column("tool_id", Uuid),
    Column("owner", Text),
    Column("since", INSTANT, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
)
"""How far we have come with a defence, with who said so last and when. No row: nothing."""

defence_period = Table(
    "defence_period",
    metadata,
    Column("defence_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("implementation", Text, nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("until", INSTANT),
    Column("tool_id", Uuid),
    Column("owner", Text),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
)
"""How each defence was implemented over time; `until` is null of the one that holds."""
