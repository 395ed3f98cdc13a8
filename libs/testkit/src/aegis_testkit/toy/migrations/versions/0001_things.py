"""Things, their tags, and what the reaction was told."""

import sqlalchemy as sa
from alembic import op

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_chassis_tables(op)
    op.create_table(
        "thing",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("value", sa.BigInteger),
        sa.Column("version", sa.BigInteger),
    )
    op.create_table(
        "thing_tag",
        sa.Column("thing_id", sa.Uuid, primary_key=True),
        sa.Column("tag", sa.Text, primary_key=True),
    )
    op.create_table("told", sa.Column("key", sa.Text), sa.Column("version", sa.BigInteger))


def downgrade() -> None:
    op.drop_table("told")
    op.drop_table("thing_tag")
    op.drop_table("thing")
    drop_chassis_tables(op)
