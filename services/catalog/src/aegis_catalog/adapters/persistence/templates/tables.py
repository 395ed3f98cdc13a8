"""Test templates, with their procedures, and when each was last used."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

template = Table(
    "template",
    metadata,
    *item_columns(prose=False),
    Column("platforms", WORDS, nullable=False),
    Column("executor", Text, nullable=False),
    Column("elevation_required", Boolean, nullable=False),
    Column("privileges", WORDS, nullable=False),
    Column("group_key", Text),
    Column("approval", Text, nullable=False, server_default="approved"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("skill", Text),
    Index(None, "name", "id"),
    Index(None, "group_key"),
)
"""Upstream's and our own (`upstream` is then ``custom``). `approval`, `revision` and `skill` are not upstream's."""

template_procedure = Table(
    "template_procedure",
    metadata,
    Column("template_id", Uuid, primary_key=True),
    Column("description", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("cleanup", Text),
    Column("arguments", LargeBinary, nullable=False),
    Column("dependencies", LargeBinary, nullable=False),
    Column("dependency_executor", Text),
    Column("platforms_named", LargeBinary, nullable=False),
    Column("labels", LargeBinary, nullable=False),
    Column("refs", LargeBinary, nullable=False),
    Column("authors", LargeBinary, nullable=False),
    Column("license", Text),
    Column("upstream_path", Text, nullable=False),
)
"""What lists do not show. Lists are JSON, since arrays of text take long to write and nobody looks into these."""

template_standing = Table(
    "template_standing",
    metadata,
    Column("template_id", Uuid, primary_key=True),
    Column("last_used_at", INSTANT),
)
"""When a test last used each template."""

own_template = Table(
    "own_template",
    metadata,
    Column("template_id", Uuid, primary_key=True),
    Column("author_id", Uuid, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("writers", ARRAY(Uuid), nullable=False),
    Column("forked_from", Uuid),
    Column("approved_by", Uuid),
    Column("approved_by_name", Text),
    Column("approved_at", INSTANT),
)
"""What our own templates have beside. `writers` are those who wrote what nobody has approved yet."""

template_version = Table(
    "template_version",
    metadata,
    Column("template_id", Uuid, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("comment", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
)
"""Every version of our own templates; `content` is what its writer told, as JSON."""
