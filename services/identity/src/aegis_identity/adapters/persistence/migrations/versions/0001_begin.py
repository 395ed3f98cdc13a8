"""Users, sessions, failed sign-ins, one-time links, API tokens and signing keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TEXTS = postgresql.ARRAY(sa.Text)


def upgrade() -> None:
    create_chassis_tables(op)
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", _TEXTS, nullable=False),
        sa.Column("teams", _TEXTS, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("password_digest", sa.Text),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("tokens_valid_from", _INSTANT, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_signed_in_at", _INSTANT),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="user_account_pkey"),
        sa.UniqueConstraint("email_key", name="user_account_email_key_key"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_used_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("agent", sa.Text),
        sa.Column("ended_at", _INSTANT),
        sa.Column("ended_because", sa.Text),
        sa.PrimaryKeyConstraint("id", name="session_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="session_user_id_fkey"),
    )
    op.create_index("session_user_id_idx", "session", ["user_id"])
    op.create_table(
        "session_secret",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("spent", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="session_secret_pkey"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="session_secret_session_id_fkey", ondelete="CASCADE"
        ),
    )
    op.create_index("session_secret_session_id_idx", "session_secret", ["session_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("subject", sa.LargeBinary, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_failed_at", _INSTANT),
        sa.Column("locked_until", _INSTANT),
        sa.PrimaryKeyConstraint("subject", name="sign_in_attempt_pkey"),
    )
    op.create_table(
        "password_reset",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("made_by", sa.Uuid, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="password_reset_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="password_reset_user_id_fkey"),
    )
    op.create_index("password_reset_user_id_idx", "password_reset", ["user_id"])
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scopes", _TEXTS, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("last_used_at", _INSTANT),
        sa.Column("revoked_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="api_token_pkey"),
        sa.UniqueConstraint("digest", name="api_token_digest_key"),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="api_token_owner_id_fkey"),
    )
    op.create_index("api_token_owner_id_idx", "api_token", ["owner_id"])
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("public", postgresql.JSONB, nullable=False),
        sa.Column("signs_from", _INSTANT, nullable=False),
        sa.Column("signs_until", _INSTANT, nullable=False),
        sa.Column("told_until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("kid", name="signing_key_pkey"),
    )


def downgrade() -> None:
    for table in (
        "signing_key", "api_token", "password_reset", "sign_in_attempt", "session_secret", "session", "user_account",
    ):  # fmt: skip
        op.drop_table(table)
    drop_chassis_tables(op)
