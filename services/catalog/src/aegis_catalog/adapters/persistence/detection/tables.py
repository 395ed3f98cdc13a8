"""Detection strategies with their analytics, and the techniques that they see."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

strategy = Table("strategy", metadata, *item_columns(), Index(None, "attack_id"))

strategy_technique = Table(
    "strategy_technique",
    metadata,
    Column("strategy_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Index(None, "technique_id"),
)

analytic = Table(
    "analytic",
    metadata,
    Column("strategy_id", Uuid, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("attack_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("platforms", WORDS, nullable=False),
    Column("log_sources", LargeBinary, nullable=False),
    Index(None, "attack_id"),
)
"""An analytic is its strategy's: `place` is that in it, from 0. `log_sources` is JSON."""

analytic_component = Table(
    "analytic_component",
    metadata,
    Column("strategy_id", Uuid, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("component_id", Uuid, primary_key=True),
    Index(None, "component_id"),
)
"""The data components that an analytic reads."""
