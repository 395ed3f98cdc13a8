"""Remediation, comments, lessons, watchers, rules."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
    """
    create table remediation (
        test_id uuid not null,
        status text not null,
        owner_id uuid,
        due date,
        opened_at timestamptz not null,
        closed_at timestamptz,
        body bytea not null,
        constraint remediation_pkey primary key (test_id),
        constraint remediation_test_id_fkey foreign key (test_id) references test (id)
    )
    """,
    "create index remediation_owner_id_idx on remediation (owner_id)",
    "create index remediation_due_idx on remediation (coalesce(due, date '9999-01-01'), test_id)",
    "create index remediation_opened_idx on remediation (opened_at, test_id)",
    "create index remediation_open_idx on remediation (status) where closed_at is null",
)
DROP: tuple[str, ...] = ("drop table remediation",)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
