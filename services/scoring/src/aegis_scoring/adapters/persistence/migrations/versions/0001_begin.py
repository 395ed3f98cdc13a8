"""What was known when, the standing of each technique, and the configurations."""

from alembic import op

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CREATE = (
    """
    create table technique_period (
        technique_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        attack_id text not null,
        name text not null,
        state text not null,
        platforms text[] not null,
        domains text[] not null,
        tactic_ids uuid[] not null,
        parent_id uuid,
        review_required boolean not null,
        constraint technique_period_pkey primary key (technique_id, version)
    )
    """,
    "create index technique_period_parent_idx on technique_period (parent_id) where parent_id is not null",
    """
    create table scope_period (
        key text not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        platforms text[] not null,
        domains text[] not null,
        include_pre boolean not null,
        time_zone text not null,
        exclusions jsonb not null,
        constraint scope_period_pkey primary key (key, version)
    )
    """,
    """
    create table succession_period (
        old_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        target_id uuid not null,
        undone boolean not null,
        constraint succession_period_pkey primary key (old_id, version)
    )
    """,
    """
    create table test_period (
        test_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        number bigint not null,
        technique_id uuid not null,
        procedure_key text not null,
        procedure_name text not null,
        phase text not null,
        retest boolean not null,
        validated_at timestamptz,
        result text,
        red_approved_at timestamptz,
        constraint test_period_pkey primary key (test_id, version)
    )
    """,
    "create index test_period_technique_idx on test_period (technique_id, known_to)",
    """
    create table test_line (
        test_id uuid not null,
        version bigint not null,
        platform text not null,
        environment text not null,
        result text not null,
        attacked_at timestamptz not null,
        applicable integer not null,
        executions integer not null,
        constraint test_line_pkey primary key (test_id, version, platform, environment)
    )
    """,
    """
    create table test_rule (
        test_id uuid not null,
        version bigint not null,
        rule_id uuid not null,
        fired boolean not null,
        attacked_at timestamptz not null,
        constraint test_rule_pkey primary key (test_id, version, rule_id)
    )
    """,
    "create index test_rule_rule_idx on test_rule (rule_id)",
    """
    create table rule_period (
        rule_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        title text not null,
        enabled boolean not null,
        constraint rule_period_pkey primary key (rule_id, version)
    )
    """,
    """
    create table rule_technique (
        rule_id uuid not null,
        version bigint not null,
        technique_id uuid not null,
        constraint rule_technique_pkey primary key (rule_id, version, technique_id)
    )
    """,
    "create index rule_technique_technique_idx on rule_technique (technique_id)",
    """
    create table defence_period (
        defence_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        name text not null,
        implemented boolean not null,
        constraint defence_period_pkey primary key (defence_id, version)
    )
    """,
    """
    create table defence_technique (
        defence_id uuid not null,
        version bigint not null,
        technique_id uuid not null,
        constraint defence_technique_pkey primary key (defence_id, version, technique_id)
    )
    """,
    "create index defence_technique_technique_idx on defence_technique (technique_id)",
    """
    create table actor_period (
        actor_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        attack_id text not null,
        name text not null,
        state text not null,
        technique_ids uuid[] not null,
        software_ids uuid[] not null,
        constraint actor_period_pkey primary key (actor_id, version)
    )
    """,
    "create index actor_period_attack_id_idx on actor_period (attack_id)",
    """
    create table software_period (
        software_id uuid not null,
        version bigint not null,
        known_from timestamptz not null,
        known_to timestamptz not null,
        digest bytea not null,
        state text not null,
        technique_ids uuid[] not null,
        constraint software_period_pkey primary key (software_id, version)
    )
    """,
    """
    create table matrix (
        domain text not null,
        release text,
        constraint matrix_pkey primary key (domain)
    )
    """,
    """
    create table matrix_tactic (
        domain text not null,
        place smallint not null,
        tactic_id uuid not null,
        attack_id text not null,
        shortname text not null,
        name text not null,
        constraint matrix_tactic_pkey primary key (domain, place)
    )
    """,
    """
    create table standing (
        technique_id uuid not null,
        attack_id text,
        name text,
        state text,
        platforms text[] default '{}' not null,
        domains text[] default '{}' not null,
        tactic_ids uuid[] default '{}' not null,
        review_required boolean default 'false' not null,
        has_subtechniques boolean default 'false' not null,
        inputs bytea,
        in_scope boolean default 'false' not null,
        version bigint default '0' not null,
        published bytea,
        valid_until timestamptz,
        changed_at timestamptz,
        constraint standing_pkey primary key (technique_id)
    )
    """,
    "create index standing_attack_id_idx on standing (attack_id)",
    "create index standing_valid_until_idx on standing (valid_until) where valid_until is not null",
    """
    create table configuration (
        id uuid not null,
        number integer not null,
        version bigint not null,
        content jsonb not null,
        by uuid,
        made_at timestamptz not null,
        active_from timestamptz,
        constraint configuration_pkey primary key (id),
        constraint configuration_number_key unique (number)
    )
    """,
    """
    create table activation (
        active_from timestamptz not null,
        number integer not null,
        constraint activation_pkey primary key (active_from)
    )
    """,
)


def upgrade() -> None:
    create_chassis_tables(op)
    for statement in _CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute(
        "drop table activation, configuration, standing, matrix_tactic, matrix, software_period, actor_period, defence_technique, defence_period, rule_technique, rule_period, test_rule, test_line, test_period, succession_period, scope_period, technique_period"
    )
    drop_chassis_tables(op)
