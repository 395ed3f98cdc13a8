"""Tests that a person led to a technique of their own, where one was split."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table succession add column all_tests boolean not null default true")
    op.execute(
        """
        create table succession_test (
            old_id uuid not null,
            test_id uuid not null,
            target_id uuid not null,
            primary key (old_id, test_id)
        )
        """
    )


def downgrade() -> None:
    op.execute("drop table succession_test")
    op.execute("alter table succession drop column all_tests")
