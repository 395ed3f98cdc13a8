"""Corrections, and what of a blind test is seen."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
    """
    alter table test
        add column hidden boolean not null default false,
        add column white_cell uuid[] not null default '{}',
        add column blind_from timestamp with time zone,
        add column blind_until timestamp with time zone,
        add column reveal_at timestamp with time zone,
        add column revealed_at timestamp with time zone
    """,
    "create index test_reveal_idx on test (reveal_at) where hidden",
)
DROP: tuple[str, ...] = (
    "drop index test_reveal_idx",
    """
    alter table test
        drop column hidden, drop column white_cell, drop column blind_from, drop column blind_until,
        drop column reveal_at, drop column revealed_at
    """,
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
