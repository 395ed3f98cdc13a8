"""What of our own actors no upstream has: where they come from, and their uses as people named them."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, Uuid

from aegis_catalog.adapters.persistence.columns import WORDS
from aegis_catalog.adapters.persistence.metadata import metadata

own_actor = Table(
    "own_actor",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("cloned_from", Uuid),
    Column("country", Text),
    Column("motivation", WORDS, nullable=False),
)

own_actor_use = Table(
    "own_actor_use",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("technique_id", Uuid, primary_key=True),
    Column("leads_to", Uuid, nullable=False),
    Column("description", Text, nullable=False),
    Column("citations", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False),
    Index(None, "leads_to"),
)
"""`technique_id` is what was named, `leads_to` what it is today; `citations` is JSON. `actor_use`
is made of this."""
