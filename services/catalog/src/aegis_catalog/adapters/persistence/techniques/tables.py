"""Techniques, the cells they stand in, and what is linked to them.

Nothing refers to another item by a foreign key: claims come in any order, and reads leave out what is not there.
"""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text, Uuid, text

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

technique = Table(
    "technique",
    metadata,
    *item_columns(),
    Column("platforms", WORDS, nullable=False),
    Column("is_subtechnique", Boolean, nullable=False),
    Column("parent_id", Uuid),
    Column("revoked_by", Uuid),
    Column("detection", LargeBinary, nullable=False),
    Column("print", LargeBinary, nullable=False),
    Column("tactics", LargeBinary, nullable=False, server_default=text("'[]'::bytea")),
    Column("successor_id", Uuid),
    Column("accepted", LargeBinary),
    Column("accepted_successor", Uuid),
    Column("review_state", Text, nullable=False, server_default="current"),
    Column("reviewed_by", Uuid),
    Column("reviewed_by_name", Text),
    Column("reviewed_at", INSTANT),
    Index(None, "attack_id"),
    Index(None, "parent_id"),
)
"""`detection` (strategies) and `tactics` (in matrix order) are JSON, read back whole. From `successor_id` on, columns
are not upstream's: the chain's end, what a review accepted, and how the review stands."""

technique_tactic = Table(
    "technique_tactic",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("domain", Text, primary_key=True),
    Column("tactic_id", Uuid, primary_key=True),
    Index(None, "tactic_id"),
)

technique_mitigation = Table(
    "technique_mitigation",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("mitigation_id", Uuid, primary_key=True),
    Column("description", Text, nullable=False),
    Index(None, "mitigation_id"),
)

technique_component = Table(
    "technique_component",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("component_id", Uuid, primary_key=True),
    Index(None, "component_id"),
)
"""The data components that a technique's detection reads."""
