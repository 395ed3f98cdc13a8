"""Scoring's tables: what was known when of everything that scores rest on, the standing of each technique, and the
configurations. Actors, software and tactics only say which techniques a mean is taken over."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from aegis_scoring.adapters.persistence.metadata import IDS, INSTANT, WORDS, metadata, period_table

technique_period = period_table(
    "technique_period",
    "technique_id",
    Column("attack_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("platforms", WORDS, nullable=False),
    Column("domains", WORDS, nullable=False),
    Column("tactic_ids", IDS, nullable=False),
    Column("parent_id", Uuid),
    Column("review_required", Boolean, nullable=False),
)
Index("technique_period_parent_idx", technique_period.c.parent_id, postgresql_where=text("parent_id is not null"))

scope_period = period_table(
    "scope_period",
    "key",
    Column("platforms", WORDS, nullable=False),
    Column("domains", WORDS, nullable=False),
    Column("include_pre", Boolean, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("exclusions", JSONB, nullable=False),
    key_type=Text,
)
"""The organisation's scope; there is one, whose key is ``scope/-``."""

succession_period = period_table(
    "succession_period",
    "old_id",
    Column("target_id", Uuid, nullable=False),
    Column("undone", Boolean, nullable=False),
)

test_period = period_table(
    "test_period",
    "test_id",
    Column("number", BigInteger, nullable=False),
    Column("technique_id", Uuid, nullable=False),
    Column("procedure_key", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("retest", Boolean, nullable=False),
    Column("validated_at", INSTANT),
    Column("result", Text),
    Column("red_approved_at", INSTANT),
)
"""Tests as far as scores go. `technique_id` is the one that the test was told under; successions are followed when it
is read, so that nothing has to be undone. `phase` is one of `Phase`."""
Index("test_period_technique_idx", test_period.c.technique_id, test_period.c.known_to)

test_line = Table(
    "test_line",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("result", Text, nullable=False),
    Column("attacked_at", INSTANT, nullable=False),
    Column("applicable", Integer, nullable=False),
    Column("executions", Integer, nullable=False),
)
"""The applicable results of a validated test, a row a line."""

test_rule = Table(
    "test_rule",
    metadata,
    Column("test_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("rule_id", Uuid, primary_key=True),
    Column("fired", Boolean, nullable=False),
    Column("attacked_at", INSTANT, nullable=False),
)
"""What each evaluated rule did in a validated, applicable test."""
Index("test_rule_rule_idx", test_rule.c.rule_id)

rule_period = period_table(
    "rule_period", "rule_id", Column("title", Text, nullable=False), Column("enabled", Boolean, nullable=False)
)
"""Detection rules; `enabled`: it stands and is on in one of our tools; only such a period has links."""

rule_technique = Table(
    "rule_technique",
    metadata,
    Column("rule_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
)
Index("rule_technique_technique_idx", rule_technique.c.technique_id)

defence_period = period_table(
    "defence_period", "defence_id", Column("name", Text, nullable=False), Column("implemented", Boolean, nullable=False)
)
"""Defences of D3FEND; `implemented` says of us."""

defence_technique = Table(
    "defence_technique",
    metadata,
    Column("defence_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
)
Index("defence_technique_technique_idx", defence_technique.c.technique_id)

actor_period = period_table(
    "actor_period",
    "actor_id",
    Column("attack_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("technique_ids", IDS, nullable=False),
    Column("software_ids", IDS, nullable=False),
)
"""Threat actors; `technique_ids` are used directly or in a campaign of theirs."""
Index("actor_period_attack_id_idx", actor_period.c.attack_id)

software_period = period_table(
    "software_period",
    "software_id",
    Column("state", Text, nullable=False),
    Column("technique_ids", IDS, nullable=False),
)

matrix = Table("matrix", metadata, Column("domain", Text, primary_key=True), Column("release", Text))

matrix_tactic = Table(
    "matrix_tactic",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("tactic_id", Uuid, nullable=False),
    Column("attack_id", Text, nullable=False),
    Column("shortname", Text, nullable=False),
    Column("name", Text, nullable=False),
)

standing = Table(
    "standing",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("attack_id", Text),
    Column("name", Text),
    Column("state", Text),
    Column("platforms", WORDS, nullable=False, server_default="{}"),
    Column("domains", WORDS, nullable=False, server_default="{}"),
    Column("tactic_ids", IDS, nullable=False, server_default="{}"),
    Column("review_required", Boolean, nullable=False, server_default="false"),
    Column("has_subtechniques", Boolean, nullable=False, server_default="false"),
    Column("inputs", LargeBinary),
    Column("in_scope", Boolean, nullable=False, server_default="false"),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("published", LargeBinary),
    Column("valid_until", INSTANT),
    Column("changed_at", INSTANT),
)
"""How each technique stands now, kept up to date by whatever changes it: what lists and means are read from.

`version` and `published` (a `TechniqueScore` as JSON) are of the last record on the topic of scores; none yet while
nothing is known of a technique but that it exists. `inputs` are its lines, work, rules and defences (MessagePack).
`valid_until`: when it has to be looked at again. A row without `attack_id` is of a technique that tests name and the
catalogue has not told of yet.
"""
Index("standing_attack_id_idx", standing.c.attack_id)
Index("standing_valid_until_idx", standing.c.valid_until, postgresql_where=text("valid_until is not null"))

configuration = Table(
    "configuration",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("version", BigInteger, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("by", Uuid),
    Column("made_at", INSTANT, nullable=False),
    Column("active_from", INSTANT),
)

activation = Table(
    "activation",
    metadata,
    Column("active_from", INSTANT, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""Which configuration was made active when: the latest row up to an instant is the one of that instant."""
