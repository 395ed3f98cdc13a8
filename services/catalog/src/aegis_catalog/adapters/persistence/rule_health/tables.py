"""What validated tests say of detection rules."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT
from aegis_catalog.adapters.persistence.metadata import metadata

rule_test = Table(
    "rule_test",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("validated_at", INSTANT),
)
"""The tests that named rules, in the version heard last; `validated_at` is null as long as a test does not count."""

rule_result = Table(
    "rule_result",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("rule_id", Uuid, primary_key=True),
    Column("tool", Text, primary_key=True),
    Column("expected", Boolean, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Index(None, "rule_id"),
)
"""What a validated test found of a rule in a tool: ``fired``, ``silent``, ``not_evaluated``."""

rule_line = Table(
    "rule_line",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("platform", Text, primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("attacked_at", INSTANT, nullable=False),
    Index("rule_line_idx", "technique_id", "procedure", "platform", "environment", "attacked_at"),
)
"""The lines that such a test is of."""

rule_standing = Table(
    "rule_standing",
    metadata,
    Column("rule_id", Uuid, primary_key=True),
    Column("expected", Integer, nullable=False),
    Column("evaluated", Integer, nullable=False),
    Column("fired", Integer, nullable=False),
    Column("silent", Integer, nullable=False),
    Column("unexpected", Integer, nullable=False),
    Column("last_fired_at", INSTANT),
    Column("sole_cover", Boolean, nullable=False),
)
"""One row a rule that some validated test named."""
