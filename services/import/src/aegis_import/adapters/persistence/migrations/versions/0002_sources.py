"""Every source that is there from the start; what a run counts and how a source fares."""

from alembic import op

revision = "0002_sources"
down_revision = "0001_begin"
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
