"""Campaigns, their tests, dependencies, members and runs."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = ()
DROP: tuple[str, ...] = ()


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
