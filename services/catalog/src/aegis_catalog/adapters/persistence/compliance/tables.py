"""Frameworks, their controls, and the techniques that these are mapped to."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

framework = Table(
    "framework",
    metadata,
    *item_columns(),
    Column("version", Text),
    Column("publisher", Text, nullable=False),
    Column("license", Text),
    Column("attack_version", Text),
    Column("from_mapping", Boolean, nullable=False),
    Index(None, "attack_id"),
)
"""`attack_id` is the slug."""

non_mappable = Table(
    "non_mappable",
    metadata,
    Column("framework_id", Uuid, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("control", Text),
    Column("named", Text),
    Column("comment", Text, nullable=False),
    Column("domain", Text),
    Index(None, "framework_id", "control"),
)
"""Rows that upstream calls non-mappable, in its order: never a mapping."""

control = Table(
    "control",
    metadata,
    *item_columns(),
    Column("framework_id", Uuid, nullable=False),
    Column("ordered", Text, nullable=False),
    Column("guidance", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("parent_id", Uuid),
    Column("groups", WORDS, nullable=False),
    Column("asset_type", Text),
    Column("security_function", Text),
    Column("successors", WORDS, nullable=False),
    Column("attack_version", Text),
    Column("from_mapping", Boolean, nullable=False),
    Index(None, "framework_id", "ordered"),
    Index(None, "parent_id"),
)
"""`attack_id` is the label; `ordered` the label as controls are put in order: AC-2(2) before AC-2(10)."""

control_mapping = Table(
    "control_mapping",
    metadata,
    Column("control_id", Uuid, primary_key=True),
    Column("named", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("comment", Text, nullable=False),
    Column("status", Text),
    Column("references", WORDS, nullable=False),
    Column("control_named", Text),
    Column("score", Text),
)
"""What upstream wrote: `named` is the technique's id, `type` empty for none; `control_named` is the control where it is
not written as its label. Where a name leads stands in `technique_name`."""

framework_version = Table(
    "framework_version",
    metadata,
    Column("framework_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("controls", Integer, nullable=False),
    Column("mappings", Integer, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
)
"""Every upload of our own frameworks."""
