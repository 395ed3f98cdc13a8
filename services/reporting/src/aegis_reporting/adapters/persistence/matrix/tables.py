"""Replicas that matrix and layers are read from. Only columns that are queried or shown."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_reporting.adapters.persistence.metadata import INSTANT, metadata

matrix = Table("matrix", metadata, Column("domain", Text, primary_key=True), Column("release", Text))

matrix_tactic = Table(
    "matrix_tactic",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("tactic_id", Uuid, nullable=False),
    Column("attack_id", Text, nullable=False),
    Column("shortname", Text, nullable=False),
    Column("name", Text, nullable=False),
)

technique = Table(
    "technique",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("attack_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("domains", ARRAY(Text), nullable=False),
    Column("platforms", ARRAY(Text), nullable=False),
    Column("platform_keys", ARRAY(Text), nullable=False),
    Column("parent_id", Uuid),
    Column("review_required", Boolean, nullable=False),
)
"""`platform_keys` are the platforms casefolded, to compare with."""
Index("technique_parent_id_idx", technique.c.parent_id, postgresql_where=text("active"))

technique_cell = Table(
    "technique_cell",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("domain", Text, primary_key=True),
    Column("tactic_id", Uuid, primary_key=True),
)

actor = Table(
    "actor",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("attack_id", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

actor_use = Table(
    "actor_use",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
)

technique_score = Table(
    "technique_score",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("status", Text, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    Column("in_scope", Boolean, nullable=False),
    Column("tests", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("last_attacked_at", INSTANT),
    Column("formulas", LargeBinary, nullable=False),
)
"""`formulas` is the JSON of `application.matrix.rows.Formulas`: evaluated where it is shown, never queried by."""

scope = Table(
    "scope",
    metadata,
    Column("key", Text, primary_key=True),
    Column("domains", ARRAY(Text), nullable=False),
    Column("platform_keys", ARRAY(Text), nullable=False),
    Column("include_pre", Boolean, nullable=False),
)

scope_exclusion = Table(
    "scope_exclusion",
    metadata,
    Column("scope_key", Text, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Column("ends_at", INSTANT),
)
"""`ends_at` is the first instant after the exclusion's last day, in the organisation's time zone; null: for good."""

test = Table(
    "test",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("technique_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("result", Text),
    Column("attacked_at", INSTANT),
    Column("validated_at", INSTANT, nullable=False),
)
"""Validated tests that may be named: layers link to them. A blind test is a count, which scoring tells."""
Index("test_technique_id_validated_at_idx", test.c.technique_id, test.c.validated_at.desc())
