"""The service's own tables, beside the chassis's."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
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
    Column("format", Text, nullable=False),
    Column("url", Text),
    Column("more_urls", ARRAY(Text), nullable=False, server_default="{}"),
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
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("complete", Boolean, nullable=False, server_default=text("true")),
    Column("read_key", LargeBinary),
    Column("read_by", Text),
    Column("measures", JSONB, nullable=False, server_default=text("'{}'")),
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
"""`leased_by`, `leased_until` and `tries` belong to the queue, not to the run: they change without a version.
`read_key` names what was read and by what, `read_by` the latter alone: the same again need not be read."""

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

Index("import_problem_code_idx", import_problem.c.run_id, import_problem.c.code)

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
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
)
"""What was fetched last from each address of a source, with the version that the source's settings had then."""

known_schedule = Table(
    "known_schedule",
    metadata,
    Column("id", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("job", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("next_due_at", DateTime(timezone=True)),
    Column("last_due_at", DateTime(timezone=True)),
    Column("last_run_at", DateTime(timezone=True)),
    Column("last_outcome", Text),
    Column("last_error", Text),
    Column("last_lag_seconds", Double),
    Column("runs", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
)
"""Every recurring thing of the suite, as its service told it last."""
