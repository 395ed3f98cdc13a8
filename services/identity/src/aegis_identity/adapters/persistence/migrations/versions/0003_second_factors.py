"""Second factors, their secrets sealed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("recovery", postgresql.ARRAY(sa.LargeBinary), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="second_factor_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="second_factor_user_id_fkey"),
    )


def downgrade() -> None:
    op.drop_table("second_factor")
