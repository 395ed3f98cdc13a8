"""Tests with their documents, evidence, and what we are told of techniques, successions and our organisation."""

from alembic import op

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CREATE = (
    "create sequence test_number_seq",
    """
    create table test (
        id uuid not null,
        number bigint not null,
        version bigint not null,
        technique_id uuid not null,
        drafted_technique_id uuid not null,
        attack_id text not null,
        technique_name text not null,
        procedure_key text not null,
        procedure_name text not null,
        author_id uuid not null,
        held boolean not null,
        red_status text not null,
        red_rejected boolean not null,
        red_since timestamptz,
        red_assignee_id uuid,
        red_assignee_name text,
        red_approver_id uuid,
        red_workers uuid[] not null,
        blue_status text not null,
        blue_rejected boolean not null,
        blue_since timestamptz,
        blue_assignee_id uuid,
        blue_assignee_name text,
        blue_approver_id uuid,
        blue_workers uuid[] not null,
        tags text[] not null,
        tag_keys text[] not null,
        due date,
        result text,
        retest_of uuid,
        rerun_of uuid,
        drafted_at timestamptz not null,
        updated_at timestamptz not null,
        started_at timestamptz,
        validated_at timestamptz,
        cancelled_at timestamptz,
        deleted_at timestamptz,
        state text not null generated always as (
            case
                when cancelled_at is not null then 'cancelled'
                when started_at is null then 'draft'
                when red_status = 'approved' and blue_status = 'approved' then 'validated'
                when red_rejected or blue_rejected then 'rejected'
                when red_status not in ('submitted', 'approved') then 'red_executing'
                when blue_status not in ('submitted', 'approved') then 'blue_evaluating'
                else 'in_review'
            end
        ) stored,
        words tsvector not null generated always as (
            to_tsvector('simple', number || ' ' || attack_id || ' ' || technique_name || ' ' || procedure_name)
        ) stored,
        constraint test_pkey primary key (id),
        constraint test_number_key unique (number)
    ) with (fillfactor = 85)
    """,
    "create index test_updated_idx on test (updated_at, id) where deleted_at is null",
    "create index test_state_idx on test (state, updated_at, id) where deleted_at is null",
    "create index test_technique_idx on test (technique_id, updated_at, id) where deleted_at is null",
    "create index test_attack_idx on test (attack_id, updated_at, id) where deleted_at is null",
    "create index test_red_assignee_idx on test (red_assignee_id, updated_at, id) where deleted_at is null",
    "create index test_blue_assignee_idx on test (blue_assignee_id, updated_at, id) where deleted_at is null",
    "create index test_author_idx on test (author_id, updated_at, id) where deleted_at is null",
    "create index test_result_idx on test (result, updated_at, id) where deleted_at is null",
    "create index test_drafted_idx on test (drafted_at, id) where deleted_at is null",
    "create index test_due_idx on test (coalesce(due, date '9999-01-01'), id) where deleted_at is null",
    """
    create index test_red_unclaimed_idx on test (red_since)
    where red_assignee_id is null and started_at is not null and red_status in ('open', 'returned')
    """,
    """
    create index test_blue_unclaimed_idx on test (blue_since)
    where blue_assignee_id is null and started_at is not null and blue_status in ('open', 'returned')
    """,
    "create index test_held_idx on test (updated_at, id) where held and deleted_at is null",
    "create index test_drafted_technique_idx on test (drafted_technique_id)",
    "create index test_retest_idx on test (retest_of) where retest_of is not null",
    "create index test_tag_idx on test using gin (tag_keys)",
    "create index test_words_idx on test using gin (words)",
    """
    create table test_document (
        test_id uuid not null,
        document bytea not null,
        lines bytea not null,
        constraint test_document_pkey primary key (test_id),
        constraint test_document_test_id_fkey foreign key (test_id) references test (id)
    )
    """,
    """
    create table evidence (
        id uuid not null,
        version integer not null,
        test_id uuid not null,
        side text not null,
        name text not null,
        media_type text not null,
        size bigint not null,
        sha256 text not null,
        by_id uuid not null,
        by_name text not null,
        at timestamptz not null,
        caption text not null,
        withdrawn_at timestamptz,
        withdrawn_by_id uuid,
        withdrawn_by_name text,
        withdrawn_reason text,
        constraint evidence_pkey primary key (id),
        constraint evidence_test_id_fkey foreign key (test_id) references test (id)
    )
    """,
    "create index evidence_at_idx on evidence (at, id)",
    "create index evidence_test_id_idx on evidence (test_id)",
    "create index evidence_sha256_idx on evidence (sha256)",
    """
    create table technique (
        id uuid not null,
        attack_id text not null,
        name text not null,
        state text not null,
        platforms text[] not null,
        constraint technique_pkey primary key (id)
    )
    """,
    "create index technique_attack_id_idx on technique (attack_id)",
    """
    create table succession (
        old_id uuid not null,
        target_id uuid not null,
        undone boolean not null,
        constraint succession_pkey primary key (old_id)
    )
    """,
    "create index succession_target_id_idx on succession (target_id)",
    """
    create table organisation (
        key text not null,
        kind text not null,
        review text,
        skew_tolerance_seconds integer,
        environments text[],
        tool_id uuid,
        tool_name text,
        constraint organisation_pkey primary key (key)
    )
    """,
    "create index organisation_tool_idx on organisation (tool_id) where tool_id is not null",
)


def upgrade() -> None:
    create_chassis_tables(op)
    for statement in _CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop table evidence, test_document, test, technique, succession, organisation")
    op.execute("drop sequence test_number_seq")
    drop_chassis_tables(op)
