"""The audit trail. Triggers refuse whoever would change or remove a row of it, or a signature."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from aegis_reporting.adapters.persistence.metadata import INSTANT, metadata

audit_event = Table(
    "audit_event",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("service", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("actor_id", Text),
    Column("actor_name", Text),
    Column("token_id", Text),
    Column("address", Text),
    Column("correlation_id", Text),
    Column("changed", Text, nullable=False),
    Column("reason", Text),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("id"),
)
"""The columns are those of `domain.trail.TrailRow`, in its order. `changed` is canonical JSON as text: what is hashed
must come back byte by byte."""
Index("audit_event_actor_id_sequence_idx", audit_event.c.actor_id, audit_event.c.sequence)
Index("audit_event_object_id_sequence_idx", audit_event.c.object_id, audit_event.c.sequence)
Index("audit_event_action_sequence_idx", audit_event.c.action, audit_event.c.sequence)
Index("audit_event_at_idx", audit_event.c.at)

audit_head = Table(
    "audit_head",
    metadata,
    Column("single", Boolean, CheckConstraint("single", name="one_row"), primary_key=True, server_default="true"),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
"""One row: where the trail ends. Its lock makes appending a queue; its content shows when the end is cut off."""

audit_signature = Table(
    "audit_signature",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("signed_at", INSTANT, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
