"""Releases of ATT&CK as they were outlined, upgrades from one to another, decisions, and where techniques lead."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS
from aegis_catalog.adapters.persistence.metadata import metadata

succession = Table(
    "succession",
    metadata,
    Column("old_id", Uuid, primary_key=True),
    Column("target_id", Uuid, nullable=False),
    Index(None, "target_id"),
)
"""Where all that points to a technique leads today, of techniques that hand over to an active one: by their
revocations or by a decision for all. What is our own is led by it (`pointings.py`)."""

release = Table(
    "release",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("release", Text, primary_key=True),
    Column("source_id", Uuid, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("known_at", INSTANT, nullable=False),
    Column("applied_at", INSTANT),
)
"""What is known of releases: by a dry run, or since it was applied (`applied_at`, the last time)."""

release_technique = Table(
    "release_technique",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("release", Text, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Column("attack_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tactics", WORDS, nullable=False),
    Column("is_subtechnique", Boolean, nullable=False),
    Column("parent_id", Uuid),
    Column("revoked_by", Uuid),
    Column("end_id", Uuid),
    Column("decided", Boolean, nullable=False),
    Column("has_subtechniques", Boolean, nullable=False),
    Column("description", Text, nullable=False),
    Column("platforms", Text, nullable=False),
    Column("detection", Text, nullable=False),
    Column("mitigations", Text, nullable=False),
)
"""The techniques of a release, the last four fields as digests. `end_id` is the end of its chain of revocations within
the release, `decided` whether that is active; `has_subtechniques`: active ones."""

attack_upgrade = Table(
    "attack_upgrade",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("domain", Text, nullable=False),
    Column("from_release", Text, nullable=False),
    Column("to_release", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source_id", Uuid, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("previewed_at", INSTANT),
    Column("requested_at", INSTANT),
    Column("applied_at", INSTANT),
    Column("version", BigInteger, nullable=False),
    Index(None, "domain", "applied_at"),
)
"""From the release that was applied to another: ``previewed``, ``applied``, or ``superseded`` when another one was
applied instead."""

succession_decision = Table(
    "succession_decision",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("upgrade_id", Uuid, nullable=False),
    Column("technique_id", Uuid, nullable=False),
    Column("target_id", Uuid, nullable=False),
    Column("test_ids", ARRAY(Uuid)),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_by_name", Text, nullable=False),
    Column("decided_at", INSTANT, nullable=False),
    Column("undone_by", Uuid),
    Column("undone_by_name", Text),
    Column("undone_at", INSTANT),
    Index(None, "upgrade_id"),
)
"""What people decided, undone or not; without `test_ids` for all."""
Index(
    "succession_decision_standing_idx",
    succession_decision.c.technique_id,
    postgresql_where=text("undone_at is null"),
)
