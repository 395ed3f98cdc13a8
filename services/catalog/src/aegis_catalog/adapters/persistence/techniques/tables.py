"""Techniques, the cells they stand in, and what is linked to them.

Nothing refers to another item by a foreign key: claims come in any order, and reads leave out what is not there.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text

from aegis_catalog.adapters.persistence.columns import INSTANT, WORDS, item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

technique = Table(
    "technique",
    metadata,
    *item_columns(prose=False),
    Column("platforms", WORDS, nullable=False),
    Column("is_subtechnique", Boolean, nullable=False),
    Column("parent_id", Uuid),
    Column("revoked_by", Uuid),
    Column("tactics", LargeBinary, nullable=False, server_default=text("'[]'::bytea")),
    Column("listed", LargeBinary, nullable=False, server_default=text("'{}'::bytea")),
    Column("successor_id", Uuid),
    Column("review_state", Text, nullable=False, server_default="current"),
    Column("reviewed_by", Uuid),
    Column("reviewed_by_name", Text),
    Column("reviewed_at", INSTANT),
    Index(None, "attack_id"),
    Index(None, "parent_id"),
)
"""Without prose, since lists read it. From `tactics` on, columns are not upstream's: the tactics in matrix order and
the whole item of the list (both JSON, made when something changes), the end of the chain, how the review stands."""

technique_prose = Table(
    "technique_prose",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("description", Text, nullable=False),
    Column("detection", LargeBinary, nullable=False),
)
"""What only a technique's own page shows. `detection` (strategies) is JSON."""

technique_print = Table(
    "technique_print",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("present", LargeBinary, nullable=False),
    Column("accepted", LargeBinary),
    Column("accepted_successor", Uuid),
)
"""Fingerprints of a technique's fields (JSON): as it is, and as it was accepted; and the undecided end of its chain
that a person let be."""

technique_tactic = Table(
    "technique_tactic",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("domain", Text, primary_key=True),
    Column("tactic_id", Uuid, primary_key=True),
    Index(None, "tactic_id"),
)

technique_mitigation = Table(
    "technique_mitigation",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("mitigation_id", Uuid, primary_key=True),
    Column("description", Text, nullable=False),
    Index(None, "mitigation_id"),
)

technique_component = Table(
    "technique_component",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("component_id", Uuid, primary_key=True),
    Index(None, "component_id"),
)
"""The data components that a technique's detection reads."""

technique_name = Table(
    "technique_name",
    metadata,
    Column("item_id", Uuid, primary_key=True),
    Column("named", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("technique_id", Uuid),
    Index(None, "named", "technique_id"),
    Index(None, "technique_id", "kind"),
)
"""The techniques that each item's own text names, with the end that the name leads to today; null while nobody knows
it. `kind` is the item's, `active` says whether it is. Written by `names.py` alone."""

technique_count = Table(
    "technique_count",
    metadata,
    Column("technique_id", Uuid, primary_key=True),
    Column("templates", Integer, nullable=False, server_default="0"),
    Column("rules", Integer, nullable=False, server_default="0"),
    Column("defences", Integer, nullable=False, server_default="0"),
    Column("actors", Integer, nullable=False, server_default="0"),
    Column("shown", LargeBinary, nullable=False, server_default=text("'{}'::bytea")),
)
"""What is linked to each technique and active; `shown` is that as JSON. Written by `counts.py` alone."""
