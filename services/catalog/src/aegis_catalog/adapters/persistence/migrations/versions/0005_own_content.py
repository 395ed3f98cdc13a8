"""What is ours beside content: versions of own templates, periods of deployments and defences, health of rules."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BY = """
    by_id uuid not null,
    by_name text not null,
    at timestamptz not null
"""

CREATE: tuple[str, ...] = (
    "alter table rule add column platforms text[]",
    "create index rule_deployment_tool_id_local_id_idx on rule_deployment (tool_id, local_id)",
    """
    create table own_template (
        template_id uuid primary key,
        author_id uuid not null,
        author_name text not null,
        writers uuid[] not null,
        forked_from uuid,
        approved_by uuid,
        approved_by_name text,
        approved_at timestamptz
    )
    """,
    f"""
    create table template_version (
        template_id uuid not null,
        revision integer not null,
        comment text not null,
        content bytea not null,
        {_BY},
        primary key (template_id, revision)
    )
    """,
    f"""
    create table deployment_period (
        rule_id uuid not null,
        tool_id uuid not null,
        version bigint not null,
        status text not null,
        since timestamptz not null,
        until timestamptz,
        local_id text,
        owner text,
        {_BY},
        primary key (rule_id, tool_id, version)
    )
    """,
    f"""
    create table defence_period (
        defence_id uuid not null,
        version bigint not null,
        implementation text not null,
        since timestamptz not null,
        until timestamptz,
        tool_id uuid,
        owner text,
        {_BY},
        primary key (defence_id, version)
    )
    """,
    f"""
    create table framework_version (
        framework_id uuid not null,
        number integer not null,
        controls integer not null,
        mappings integer not null,
        {_BY},
        primary key (framework_id, number)
    )
    """,
    "create table rule_test (test_id uuid primary key, version bigint not null, validated_at timestamptz)",
    """
    create table rule_result (
        test_id uuid not null,
        rule_id uuid not null,
        tool text not null,
        expected boolean not null,
        outcome text not null,
        at timestamptz not null,
        primary key (test_id, rule_id, tool)
    )
    """,
    "create index rule_result_rule_id_idx on rule_result (rule_id)",
    """
    create table rule_line (
        test_id uuid not null,
        technique_id uuid not null,
        procedure text not null,
        platform text not null,
        environment text not null,
        attacked_at timestamptz not null,
        primary key (test_id, platform, environment)
    )
    """,
    "create index rule_line_idx on rule_line (technique_id, procedure, platform, environment, attacked_at)",
    """
    create table rule_standing (
        rule_id uuid primary key,
        expected integer not null,
        evaluated integer not null,
        fired integer not null,
        silent integer not null,
        unexpected integer not null,
        last_fired_at timestamptz,
        sole_cover boolean not null
    )
    """,
)
DROP: tuple[str, ...] = (
    "drop table own_template, template_version, deployment_period, defence_period, framework_version",
    "drop table rule_test, rule_result, rule_line, rule_standing",
    "drop index rule_deployment_tool_id_local_id_idx",
    "alter table rule drop column platforms",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
