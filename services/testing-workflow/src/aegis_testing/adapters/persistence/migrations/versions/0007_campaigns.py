"""Campaigns, their tests, dependencies, members and runs."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
    """
    create table campaign (
        id uuid not null,
        version bigint not null,
        name text not null,
        type text not null,
        state text not null,
        restricted boolean not null,
        blind boolean not null,
        owner_id uuid not null,
        member_ids uuid[] not null,
        starts_at timestamp with time zone,
        ends_at timestamp with time zone,
        run_of uuid,
        run_number integer not null,
        created_at timestamp with time zone not null,
        updated_at timestamp with time zone not null,
        document bytea not null,
        constraint campaign_pkey primary key (id)
    )
    """,
    "create index campaign_run_of_idx on campaign (run_of)",
    "create index campaign_updated_idx on campaign (updated_at, id)",
    """
    create table campaign_test (
        campaign_id uuid not null,
        test_id uuid not null,
        depends_on uuid[] not null,
        met_by text not null,
        constraint campaign_test_pkey primary key (test_id),
        constraint campaign_test_campaign_id_fkey foreign key (campaign_id) references campaign (id)
    )
    """,
    "create index campaign_test_campaign_id_idx on campaign_test (campaign_id)",
    "alter table test add column campaign_id uuid, add column executed boolean not null default false",
    "update test set executed = true where result is not null",
    "create index test_campaign_idx on test (campaign_id, updated_at) where campaign_id is not null",
)
DROP: tuple[str, ...] = (
    "drop index test_campaign_idx",
    "alter table test drop column campaign_id, drop column executed",
    "drop table campaign_test",
    "drop table campaign",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
