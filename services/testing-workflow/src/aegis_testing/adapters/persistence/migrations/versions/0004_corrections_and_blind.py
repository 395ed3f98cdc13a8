"""Corrections, and what of a blind test is seen."""

from alembic import op

revision = "0004"
down_revision = "0003"
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
