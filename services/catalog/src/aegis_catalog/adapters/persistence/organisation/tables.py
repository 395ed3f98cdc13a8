"""The organisation's scope, policy, tools, teams and fields of its own."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, Uuid, func

from aegis_catalog.adapters.persistence.columns import WORDS
from aegis_catalog.adapters.persistence.metadata import metadata

scope = Table(
    "scope",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("platforms", WORDS, nullable=False),
    Column("domains", WORDS, nullable=False),
    Column("environments", WORDS, nullable=False),
    Column("include_pre", Boolean, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("business_units", WORDS, nullable=False, server_default="{}"),
)
"""One row."""

exclusion = Table(
    "exclusion",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("until", Date),
    Column("place", Integer, nullable=False),
    Column("leads_to", Uuid, nullable=False),
)
"""`technique_id` is what was named, `leads_to` what it is today."""

policy = Table(
    "policy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("review", Text, nullable=False),
    Column("skew_tolerance_seconds", Integer, nullable=False),
)
"""One row."""

tool = Table(
    "tool",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("platforms", WORDS, nullable=False),
    Column("owner", Text, nullable=False),
    Column("active_from", Date),
    Column("active_to", Date),
)
Index("tool_lower_idx", func.lower(tool.c.name), unique=True)

team = Table(
    "team",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
)
Index("team_lower_idx", func.lower(team.c.name), unique=True)

custom_field = Table(
    "custom_field",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("choices", WORDS, nullable=False),
    Column("retired", Boolean, nullable=False),
)
Index("custom_field_lower_idx", func.lower(custom_field.c.name), unique=True)
