"""What scores and tests say of each technique, for filters and list columns."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS
from aegis_catalog.adapters.persistence.metadata import metadata

standing = Table(
    "standing",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("score_version", BigInteger, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default="not_evaluated"),
    Column("flags", WORDS, nullable=False, server_default="{}"),
    Column("score", LargeBinary),
    Column("last_used_at", INSTANT),
)
"""One row a technique: its status, flags and score formula (JSON) as scoring says, and when a test last used it."""

test_use = Table(
    "test_use",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("technique_id", Uuid, nullable=False),
    Column("used_at", INSTANT),
    Column("template_id", Uuid),
    Column("drafted_id", Uuid),
    Index(None, "technique_id", "used_at"),
    Index(None, "drafted_id"),
    Index(None, "template_id", "used_at"),
)
"""When each test used its technique, and the template that it was made from: the latest start among its executions,
else its own. `drafted_id` is the technique that it was drafted of; none once the test is gone."""
