"""Playbooks with all their versions, and the blind tests that hide some of them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import INSTANT
from aegis_catalog.adapters.persistence.metadata import metadata

playbook = Table(
    "playbook",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("technique_id", Uuid, nullable=False),
    Column("leads_to", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("withdrawn_by", Uuid),
    Column("withdrawn_by_name", Text),
    Column("withdrawn_at", INSTANT),
    Index(None, "leads_to"),
)
"""`technique_id` is what was named, `leads_to` what it is today."""

playbook_version = Table(
    "playbook_version",
    metadata,
    Column("playbook_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("restored", Integer),
)

blind_test = Table(
    "blind_test",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("technique_id", Uuid),
    Column("open", Boolean, nullable=False),
)
"""The tests that are or were blind. Their states are redacted: the technique is null where they do not say it. Kept
over a rebuild, so that nothing is shown while what hides it is being heard again."""
