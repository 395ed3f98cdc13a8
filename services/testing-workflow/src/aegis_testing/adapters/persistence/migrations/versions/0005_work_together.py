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
    """
    create table comment (
        id uuid not null,
        test_id uuid not null,
        version integer not null,
        author_id uuid not null,
        author_name text not null,
        at timestamptz not null,
        text text not null,
        mentions uuid[] not null,
        edited_at timestamptz,
        deleted_at timestamptz,
        constraint comment_pkey primary key (id),
        constraint comment_test_id_fkey foreign key (test_id) references test (id)
    )
    """,
    "create index comment_test_idx on comment (test_id, at, id)",
    """
    create table comment_revision (
        comment_id uuid not null,
        version integer not null,
        text text not null,
        mentions uuid[] not null,
        edited_at timestamptz,
        constraint comment_revision_pkey primary key (comment_id, version),
        constraint comment_revision_comment_id_fkey foreign key (comment_id) references comment (id)
    )
    """,
)
DROP: tuple[str, ...] = ("drop table comment_revision", "drop table comment", "drop table remediation")


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
