"""Detection rules, where they are deployed, and the templates that people say they should see."""

from sqlalchemy import BigInteger, Column, Float, Index, LargeBinary, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

rule = Table(
    "rule",
    metadata,
    *item_columns(prose=False),
    Column("kind", Text, nullable=False),
    Column("severity", Text),
    Column("upstream_status", Text),
    Column("type", Text),
    Column("language", Text),
    Column("product", Text),
    Column("category", Text),
    Column("service", Text),
    Column("log_source", LargeBinary, nullable=False),
    Column("risk_score", Float),
    Column("platforms", WORDS),
    Index(None, "name", "id"),
)
"""Upstream's and our own (`upstream` is then ``custom``). `log_source` is JSON; product, category and service are of
it. `platforms` are those of `aegis_contracts.rule_platforms`: null fits every platform."""

rule_body = Table(
    "rule_body",
    metadata,
    Column("rule_id", Uuid, primary_key=True),
    Column("description", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("false_positives", LargeBinary, nullable=False),
    Column("related", LargeBinary, nullable=False),
    Column("note", Text),
    Column("refs", LargeBinary, nullable=False),
    Column("authors", LargeBinary, nullable=False),
    Column("license", Text),
    Column("upstream_path", Text, nullable=False),
)
"""What lists do not show. `body` is as upstream wrote it, character for character; lists are JSON, since arrays of text
take long to write and nobody looks into these."""

rule_deployment = Table(
    "rule_deployment",
    metadata,
    Column("rule_id", Uuid, primary_key=True),
    Column("tool_id", Uuid, primary_key=True),
    Column("status", Text, nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("local_id", Text),
    Column("owner", Text),
    Column("version", BigInteger, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Index(None, "tool_id"),
    Index(None, "tool_id", "local_id"),
)
"""A rule in one of our tools, with who said so last and when."""

rule_association = Table(
    "rule_association",
    metadata,
    Column("rule_id", Uuid, primary_key=True),
    Column("template_id", Uuid, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Index(None, "template_id"),
)
"""Whether a rule should see what a template does: ``confirmed`` or ``dismissed`` by people. Candidates that nobody
has looked at are a query."""

deployment_period = Table(
    "deployment_period",
    metadata,
    Column("rule_id", Uuid, primary_key=True),
    Column("tool_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("status", Text, nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("until", INSTANT),
    Column("local_id", Text),
    Column("owner", Text),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
)
"""How each deployment was over time: one row a version of it; `until` is null of the one that holds."""
