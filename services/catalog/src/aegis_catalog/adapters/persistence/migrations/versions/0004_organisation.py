"""Threat profile, collection, teams, tags, custom fields, infrastructure changes, playbooks, own actors."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
    "alter table scope add column business_units text[] not null default '{}'",
    # What people name follows its technique: the name stays, a second column says where it leads today.
    "alter table exclusion add column leads_to uuid",
    "update exclusion set leads_to = technique_id",
    "alter table exclusion alter column leads_to set not null",
    "alter table note add column leads_to uuid",
    "update note set leads_to = technique_id",
    "alter table note alter column leads_to set not null",
    "drop index note_technique_id_idx",
    "create index note_leads_to_idx on note (leads_to)",
    "create table profile (id uuid primary key, version bigint not null)",
    """
    create table profile_actor (
        actor_id uuid primary key,
        weight smallint not null,
        place integer not null
    )
    """,
    """
    create table profile_list (
        place integer primary key,
        name text not null,
        weight smallint not null
    )
    """,
    """
    create table profile_technique (
        list_place integer not null,
        technique_id uuid not null,
        leads_to uuid not null,
        place integer not null,
        primary key (list_place, technique_id)
    )
    """,
    "create index profile_technique_leads_to_idx on profile_technique (leads_to)",
    """
    create table team (
        id uuid primary key,
        version bigint not null,
        name text not null,
        retired boolean not null
    )
    """,
    "create unique index team_lower_idx on team (lower(name))",
    """
    create table tag (
        id uuid primary key,
        version bigint not null,
        name text not null,
        retired boolean not null
    )
    """,
    "create unique index tag_lower_idx on tag (lower(name))",
    """
    create table tag_technique (
        tag_id uuid not null,
        technique_id uuid not null,
        leads_to uuid not null,
        place integer not null,
        primary key (tag_id, technique_id)
    )
    """,
    "create index tag_technique_leads_to_idx on tag_technique (leads_to)",
    """
    create table custom_field (
        id uuid primary key,
        version bigint not null,
        name text not null,
        type text not null,
        choices text[] not null,
        retired boolean not null
    )
    """,
    "create unique index custom_field_lower_idx on custom_field (lower(name))",
    "create table component_collection (id uuid primary key, version bigint not null)",
    """
    create table component_collected (
        component_id uuid not null,
        platform text not null,
        state text not null,
        primary key (component_id, platform)
    )
    """,
    """
    create table infrastructure_change (
        id uuid primary key,
        version bigint not null,
        title text not null,
        at timestamptz not null,
        description text not null,
        tool_ids uuid[] not null,
        platforms text[] not null,
        data_component_ids uuid[] not null,
        business_units text[] not null,
        reported_by uuid not null,
        reported_by_name text not null,
        reported_at timestamptz not null,
        withdrawn_by uuid,
        withdrawn_by_name text,
        withdrawn_at timestamptz,
        withdrawn_reason text not null
    )
    """,
    "create index infrastructure_change_at_idx on infrastructure_change (at)",
    """
    create table playbook (
        id uuid primary key,
        technique_id uuid not null,
        leads_to uuid not null,
        kind text not null,
        version bigint not null,
        withdrawn_by uuid,
        withdrawn_by_name text,
        withdrawn_at timestamptz
    )
    """,
    "create index playbook_leads_to_idx on playbook (leads_to)",
    """
    create table playbook_version (
        playbook_id uuid not null,
        number integer not null,
        title text not null,
        text text not null,
        by_id uuid not null,
        by_name text not null,
        at timestamptz not null,
        restored integer,
        primary key (playbook_id, number)
    )
    """,
    """
    create table blind_test (
        test_id uuid primary key,
        version bigint not null,
        technique_id uuid,
        open boolean not null
    )
    """,
    """
    create table own_actor (
        actor_id uuid primary key,
        cloned_from uuid,
        country text,
        motivation text[] not null
    )
    """,
    """
    create table own_actor_use (
        actor_id uuid not null,
        technique_id uuid not null,
        leads_to uuid not null,
        description text not null,
        citations bytea not null,
        place integer not null,
        primary key (actor_id, technique_id)
    )
    """,
    "create index own_actor_use_leads_to_idx on own_actor_use (leads_to)",
)
DROP: tuple[str, ...] = (
    "drop table own_actor_use",
    "drop table own_actor",
    "drop table blind_test",
    "drop table playbook_version",
    "drop table playbook",
    "drop table infrastructure_change",
    "drop table component_collected",
    "drop table component_collection",
    "drop table custom_field",
    "drop table tag_technique",
    "drop table tag",
    "drop table team",
    "drop table profile_technique",
    "drop table profile_list",
    "drop table profile_actor",
    "drop table profile",
    "drop index note_leads_to_idx",
    "create index note_technique_id_idx on note (technique_id)",
    "alter table note drop column leads_to",
    "alter table exclusion drop column leads_to",
    "alter table scope drop column business_units",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
