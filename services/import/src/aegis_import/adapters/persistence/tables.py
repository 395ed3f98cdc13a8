"""The service's own tables, beside the chassis's."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from aegis_chassis.database.tables import NAMING, chassis_tables

metadata = MetaData(naming_convention=NAMING)
chassis = chassis_tables(metadata)

data_source = Table(
    "data_source",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("upstream", Text, nullable=False),
    Column("domain", Text),
    Column("url", Text),
    Column("priority", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("release", Text),
    Column("withdraw_limit_percent", Integer, nullable=False),
    Column("schedule", Text),
    Column("zone", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    UniqueConstraint("name"),
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source_id", Uuid, ForeignKey("data_source.id"), nullable=False),
    Column("source_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("url", Text),
    Column("archive_key", Text),
    Column("file_name", Text),
    Column("requested_by", Uuid),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("counts", JSONB, nullable=False),
    Column("problems_count", Integer, nullable=False),
    Column("release", Text),
    Column("commit", Text),
    Column("error", Text),
    Column("held_reason", Text),
    Column("approved_by", Uuid),
    Column("version", BigInteger, nullable=False),
    Column("leased_by", Text),
    Column("leased_until", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False, server_default="0"),
)
"""`leased_by`, `leased_until` and `tries` belong to the queue, not to the run: they change without a version."""

_OPEN = text("state in ('queued', 'reading', 'publishing')")
Index("import_run_open_idx", import_run.c.requested_at, import_run.c.id, postgresql_where=_OPEN)
Index("import_run_source_id_idx", import_run.c.source_id, import_run.c.requested_at.desc(), import_run.c.id)
Index("import_run_requested_at_idx", import_run.c.requested_at.desc(), import_run.c.id)
Index(
    "import_run_archive_key_idx",
    import_run.c.id,
    postgresql_where=text("archive_key is not null and finished_at is not null"),
)

import_problem = Table(
    "import_problem",
    metadata,
    Column("run_id", Uuid, ForeignKey("import_run.id", ondelete="cascade"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("severity", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("path", Text),
    Column("line", Integer),
    Column("kind", Text),
    Column("key", Text),
)

import_sample = Table(
    "import_sample",
    metadata,
    Column("run_id", Uuid, ForeignKey("import_run.id", ondelete="cascade"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("class", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
)

claim = Table(
    "claim",
    metadata,
    Column("claim_id", Uuid, primary_key=True),
    Column("source_id", Uuid, ForeignKey("data_source.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_at", DateTime(timezone=True)),
)
"""What each source said last. `state` is the published state as JSON: for withdrawals and for publishing again."""
Index("claim_source_id_idx", claim.c.source_id, claim.c.kind)

visit = Table(
    "visit",
    metadata,
    Column("source_id", Uuid, ForeignKey("data_source.id"), primary_key=True),
    Column("source_version", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
)
"""What was fetched last for each source, with the version that the source's settings had then."""
