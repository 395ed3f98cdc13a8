"""Content as claims and items, what was published of it, our own notes, reviews and organisation, and standings."""

from alembic import op

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FACTS = """
    id uuid primary key,
    attack_id text not null,
    name text not null,
    state text not null,
    domains text[] not null,
    domain_rank smallint not null,
    release text,
    url text,
    upstream text not null,
    upstream_key text not null,
    sources text[] not null,
    created timestamptz,
    modified timestamptz,
    withdrawn_at timestamptz
"""
_ITEM = f"{_FACTS}, description text not null"

_CREATE = (
    """
    create table claim (
        claim_id uuid primary key,
        content_id uuid not null,
        kind text not null,
        source_id uuid not null,
        run_id uuid not null,
        domain text,
        withdrawn_at timestamptz,
        version bigint not null,
        body bytea not null
    )
    """,
    "create index claim_content_id_idx on claim (content_id)",
    # Read back whole and seldom: compressing it would cost more than it saves.
    "alter table claim alter column body set storage external",
    """
    create table publication (
        topic text not null,
        key text not null,
        version bigint not null,
        at timestamptz not null,
        type text not null,
        state bytea not null,
        primary key (topic, key)
    )
    """,
    "alter table publication alter column state set storage external",
    """
    create table history (
        topic text not null,
        key text not null,
        version bigint not null,
        at timestamptz not null,
        type text not null,
        changed bytea not null,
        reason text,
        actor_id text,
        primary key (topic, key, version)
    )
    """,
    f"""
    create table technique (
        {_FACTS},
        platforms text[] not null,
        is_subtechnique boolean not null,
        parent_id uuid,
        revoked_by uuid,
        tactics bytea not null default '[]'::bytea,
        listed bytea not null default '{{}}'::bytea,
        successor_id uuid,
        review_state text not null default 'current',
        reviewed_by uuid,
        reviewed_by_name text,
        reviewed_at timestamptz
    )
    """,
    """
    create table technique_prose (
        technique_id uuid primary key,
        description text not null,
        detection bytea not null
    )
    """,
    "alter table technique_prose alter column detection set storage external",
    """
    create table technique_print (
        technique_id uuid primary key,
        present bytea not null,
        accepted bytea,
        accepted_successor uuid
    )
    """,
    "create index technique_attack_id_idx on technique (attack_id)",
    "create index technique_parent_id_idx on technique (parent_id)",
    """
    create table technique_tactic (
        technique_id uuid not null,
        domain text not null,
        tactic_id uuid not null,
        primary key (technique_id, domain, tactic_id)
    )
    """,
    "create index technique_tactic_tactic_id_idx on technique_tactic (tactic_id)",
    """
    create table technique_mitigation (
        technique_id uuid not null,
        mitigation_id uuid not null,
        description text not null,
        primary key (technique_id, mitigation_id)
    )
    """,
    "create index technique_mitigation_mitigation_id_idx on technique_mitigation (mitigation_id)",
    """
    create table technique_component (
        technique_id uuid not null,
        component_id uuid not null,
        primary key (technique_id, component_id)
    )
    """,
    "create index technique_component_component_id_idx on technique_component (component_id)",
    f"create table tactic ({_ITEM}, shortname text not null)",
    """
    create table tactic_place (
        tactic_id uuid not null,
        domain text not null,
        place smallint not null,
        primary key (tactic_id, domain)
    )
    """,
    "create table matrix (domain text primary key, release text not null)",
    f"create table mitigation ({_ITEM})",
    "create index mitigation_attack_id_idx on mitigation (attack_id)",
    f"create table data_component ({_ITEM})",
    "create index data_component_attack_id_idx on data_component (attack_id)",
    f"create table actor ({_ITEM}, aliases text[] not null)",
    "create index actor_attack_id_idx on actor (attack_id)",
    """
    create table actor_use (
        actor_id uuid not null,
        technique_id uuid not null,
        way text not null,
        through text not null,
        description text not null,
        citations bytea not null,
        primary key (actor_id, technique_id, way, through)
    )
    """,
    "create index actor_use_technique_id_idx on actor_use (technique_id)",
    """
    create table actor_software (
        actor_id uuid not null,
        software_id uuid not null,
        primary key (actor_id, software_id)
    )
    """,
    "create index actor_software_software_id_idx on actor_software (software_id)",
    f"create table software ({_ITEM}, type text not null, aliases text[] not null, platforms text[] not null)",
    "create index software_attack_id_idx on software (attack_id)",
    """
    create table software_use (
        software_id uuid not null,
        technique_id uuid not null,
        primary key (software_id, technique_id)
    )
    """,
    "create index software_use_technique_id_idx on software_use (technique_id)",
    """
    create table review_cause (
        technique_id uuid not null,
        cause text not null,
        since timestamptz not null,
        fields text[] not null,
        detail text not null,
        raised_by uuid,
        raised_by_name text,
        primary key (technique_id, cause)
    )
    """,
    """
    create table note (
        id uuid primary key,
        technique_id uuid not null,
        version bigint not null,
        withdrawn_by uuid,
        withdrawn_by_name text,
        withdrawn_at timestamptz
    )
    """,
    "create index note_technique_id_idx on note (technique_id)",
    """
    create table note_version (
        note_id uuid not null,
        number integer not null,
        text text not null,
        by_id uuid not null,
        by_name text not null,
        at timestamptz not null,
        primary key (note_id, number)
    )
    """,
    """
    create table scope (
        id uuid primary key,
        version bigint not null,
        platforms text[] not null,
        domains text[] not null,
        environments text[] not null,
        include_pre boolean not null,
        time_zone text not null
    )
    """,
    """
    create table exclusion (
        technique_id uuid primary key,
        reason text not null,
        by_id uuid not null,
        until date,
        place integer not null
    )
    """,
    """
    create table policy (
        id uuid primary key,
        version bigint not null,
        review text not null,
        skew_tolerance_seconds integer not null
    )
    """,
    """
    create table tool (
        id uuid primary key,
        version bigint not null,
        name text not null,
        kind text not null,
        platforms text[] not null,
        owner text not null,
        active_from date,
        active_to date
    )
    """,
    "create unique index tool_lower_idx on tool (lower(name))",
    """
    create table standing (
        technique_id uuid primary key,
        score_version bigint not null default 0,
        status text not null default 'not_evaluated',
        flags text[] not null default '{}',
        score bytea,
        last_used_at timestamptz
    )
    """,
    """
    create table test_use (
        test_id uuid primary key,
        version bigint not null,
        technique_id uuid not null,
        used_at timestamptz
    )
    """,
    "create index test_use_technique_id_used_at_idx on test_use (technique_id, used_at)",
)

_TABLES = (
    "claim, publication, history, technique, technique_prose, technique_print, technique_tactic, technique_mitigation, "
    "technique_component, tactic, tactic_place, matrix, mitigation, data_component, actor, actor_use, actor_software, "
    "software, software_use, review_cause, note, note_version, scope, exclusion, policy, tool, standing, test_use"
)


def upgrade() -> None:
    create_chassis_tables(op)
    for statement in _CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"drop table {_TABLES}")
    drop_chassis_tables(op)
