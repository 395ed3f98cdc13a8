"""Replicas for matrix and layers, the audit trail with its guards, the feed of changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = pg.TIMESTAMP(timezone=True)
WORDS = pg.ARRAY(sa.Text)
TABLES = (
    "matrix", "matrix_tactic", "technique", "technique_cell", "actor", "actor_use", "technique_score", "scope",
    "scope_exclusion", "test", "audit_event", "audit_head", "audit_signature", "activity", "activity_head", "cause",
)  # fmt: skip


def upgrade() -> None:
    create_chassis_tables(op)
    matrix()
    audit()
    activity()


def matrix() -> None:
    op.create_table("matrix", sa.Column("domain", sa.Text, primary_key=True), sa.Column("release", sa.Text))
    op.create_table(
        "matrix_tactic",
        sa.Column("domain", sa.Text, primary_key=True),
        sa.Column("position", sa.SmallInteger, primary_key=True),
        sa.Column("tactic_id", sa.Uuid, nullable=False),
        sa.Column("attack_id", sa.Text, nullable=False),
        sa.Column("shortname", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "technique",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("attack_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("domains", WORDS, nullable=False),
        sa.Column("platforms", WORDS, nullable=False),
        sa.Column("platform_keys", WORDS, nullable=False),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("review_required", sa.Boolean, nullable=False),
    )
    op.create_index("technique_parent_id_idx", "technique", ["parent_id"], postgresql_where=sa.text("active"))
    op.create_table(
        "technique_cell",
        sa.Column("technique_id", sa.Uuid, primary_key=True),
        sa.Column("domain", sa.Text, primary_key=True),
        sa.Column("tactic_id", sa.Uuid, primary_key=True),
    )
    op.create_table(
        "actor",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("attack_id", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "actor_use",
        sa.Column("actor_id", sa.Uuid, primary_key=True),
        sa.Column("technique_id", sa.Uuid, primary_key=True),
    )
    op.create_table(
        "technique_score",
        sa.Column("technique_id", sa.Uuid, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("flags", WORDS, nullable=False),
        sa.Column("in_scope", sa.Boolean, nullable=False),
        sa.Column("tests", sa.Integer, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("last_attacked_at", INSTANT),
        sa.Column("formulas", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "scope",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("domains", WORDS, nullable=False),
        sa.Column("platform_keys", WORDS, nullable=False),
        sa.Column("include_pre", sa.Boolean, nullable=False),
    )
    op.create_table(
        "scope_exclusion",
        sa.Column("scope_key", sa.Text, primary_key=True),
        sa.Column("technique_id", sa.Uuid, primary_key=True),
        sa.Column("ends_at", INSTANT),
    )
    op.create_table(
        "test",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("technique_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("attacked_at", INSTANT),
        sa.Column("validated_at", INSTANT, nullable=False),
    )
    op.create_index("test_technique_id_validated_at_idx", "test", ["technique_id", sa.text("validated_at desc")])


def audit() -> None:
    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("object_type", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text),
        sa.Column("actor_name", sa.Text),
        sa.Column("token_id", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("correlation_id", sa.Text),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id", name="audit_event_id_key"),
    )
    op.create_index("audit_event_actor_id_sequence_idx", "audit_event", ["actor_id", "sequence"])
    op.create_index("audit_event_object_id_sequence_idx", "audit_event", ["object_id", "sequence"])
    op.create_index("audit_event_action_sequence_idx", "audit_event", ["action", "sequence"])
    op.create_index("audit_event_at_idx", "audit_event", ["at"])
    op.create_table(
        "audit_head",
        sa.Column("single", sa.Boolean, primary_key=True, server_default="true"),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("single", name="audit_head_one_row_check"),
    )
    op.execute("insert into audit_head (sequence, hash) values (0, decode(repeat('00', 32), 'hex'))")
    op.create_table(
        "audit_signature",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("signed_at", INSTANT, primary_key=True),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception '% is append only: % refused', tg_table_name, lower(tg_op)
                using errcode = 'restrict_violation';
        end $$
        """
    )
    for table in ("audit_event", "audit_signature"):
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute(
        "create trigger audit_head_stays before delete or truncate on audit_head "
        "for each statement execute function refuse_change()"
    )


def activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("technique_id", sa.Uuid),
        sa.Column("actor_id", sa.Text),
        sa.Column("details", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("event_id", name="activity_event_id_key"),
    )
    op.create_table(
        "activity_head",
        sa.Column("single", sa.Boolean, primary_key=True, server_default="true"),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.CheckConstraint("single", name="activity_head_one_row_check"),
    )
    op.execute("insert into activity_head (id) values (0)")
    op.create_table(
        "cause",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("topic", sa.Text),
        sa.Column("key", sa.Text),
        sa.Column("version", sa.BigInteger),
        sa.Column("answered", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("cause_at_idx", "cause", ["at"])
    op.create_index("cause_open_idx", "cause", ["topic", "key"], postgresql_where=sa.text("not answered"))


def downgrade() -> None:
    op.execute(f"drop table {', '.join(TABLES)}")
    op.execute("drop function refuse_change()")
    drop_chassis_tables(op)
