"""What was last said of each schedule."""

from alembic import op

from aegis_chassis.database.table_revisions import create_schedule_told, drop_schedule_told

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schedule_told(op)


def downgrade() -> None:
    drop_schedule_told(op)
