"""Templates as the catalogue tells them."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create table template (
            id uuid not null,
            name text not null,
            state text not null,
            approval text not null,
            technique_ids uuid[] not null,
            body bytea not null,
            constraint template_pkey primary key (id)
        )
        """
    )


def downgrade() -> None:
    op.execute("drop table template")
