"""Evidence in full, and results from outside."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
    """
    alter table evidence
        add column redacts uuid,
        add column sample_name text,
        add column sample_size bigint,
        add column sample_sha256 text,
        add column erased_at timestamp with time zone
    """,
    "create index evidence_redacts_idx on evidence (redacts) where redacts is not null",
)
DROP: tuple[str, ...] = (
    "drop index evidence_redacts_idx",
    """
    alter table evidence
        drop column redacts, drop column sample_name, drop column sample_size, drop column sample_sha256,
        drop column erased_at
    """,
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
