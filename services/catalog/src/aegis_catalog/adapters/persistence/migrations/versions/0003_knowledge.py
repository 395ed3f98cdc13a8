"""Frameworks, controls, intel, campaigns, detection strategies, what others know of actors."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ITEM = """
    id uuid primary key,
    attack_id text not null,
    name text not null,
    description text not null,
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

CREATE: tuple[str, ...] = (
    f"""
    create table framework (
        {_ITEM},
        version text,
        publisher text not null,
        license text,
        attack_version text,
        from_mapping boolean not null
    )
    """,
    "create index framework_attack_id_idx on framework (attack_id)",
    """
    create table non_mappable (
        framework_id uuid not null,
        place integer not null,
        control text,
        named text,
        comment text not null,
        domain text,
        primary key (framework_id, place)
    )
    """,
    "create index non_mappable_framework_id_control_idx on non_mappable (framework_id, control)",
    f"""
    create table control (
        {_ITEM},
        framework_id uuid not null,
        ordered text not null,
        guidance text not null,
        family text not null,
        parent_id uuid,
        groups text[] not null,
        asset_type text,
        security_function text,
        successors text[] not null,
        attack_version text,
        from_mapping boolean not null
    )
    """,
    "create index control_framework_id_ordered_idx on control (framework_id, ordered)",
    "create index control_parent_id_idx on control (parent_id)",
    """
    create table control_mapping (
        control_id uuid not null,
        named text not null,
        type text not null,
        comment text not null,
        status text,
        "references" text[] not null,
        control_named text,
        score text,
        primary key (control_id, named, type)
    )
    """,
    f"""
    create table intel (
        {_ITEM},
        link text,
        content text not null,
        authors text[] not null,
        published timestamptz,
        first_seen boolean not null,
        feeds text[] not null,
        triage text not null default 'new',
        triaged_by uuid,
        triaged_by_name text,
        triaged_at timestamptz
    )
    """,
    "create index intel_published_idx on intel (published)",
    """
    create table intel_looked_at (
        technique_id uuid not null,
        intel_id uuid not null,
        primary key (technique_id, intel_id)
    )
    """,
    f"""
    create table campaign (
        {_ITEM},
        aliases text[] not null,
        first_seen timestamptz,
        last_seen timestamptz
    )
    """,
    "create index campaign_attack_id_idx on campaign (attack_id)",
    """
    create table campaign_use (
        campaign_id uuid not null,
        technique_id uuid not null,
        primary key (campaign_id, technique_id)
    )
    """,
    "create index campaign_use_technique_id_idx on campaign_use (technique_id)",
    """
    create table campaign_software (
        campaign_id uuid not null,
        software_id uuid not null,
        primary key (campaign_id, software_id)
    )
    """,
    """
    create table campaign_actor (
        campaign_id uuid not null,
        actor_id uuid not null,
        primary key (campaign_id, actor_id)
    )
    """,
    "create index campaign_actor_actor_id_idx on campaign_actor (actor_id)",
    f"create table strategy ({_ITEM})",
    "create index strategy_attack_id_idx on strategy (attack_id)",
    """
    create table strategy_technique (
        strategy_id uuid not null,
        technique_id uuid not null,
        primary key (strategy_id, technique_id)
    )
    """,
    "create index strategy_technique_technique_id_idx on strategy_technique (technique_id)",
    """
    create table analytic (
        strategy_id uuid not null,
        place integer not null,
        attack_id text not null,
        name text not null,
        platforms text[] not null,
        log_sources bytea not null,
        primary key (strategy_id, place)
    )
    """,
    "create index analytic_attack_id_idx on analytic (attack_id)",
    """
    create table analytic_component (
        strategy_id uuid not null,
        place integer not null,
        component_id uuid not null,
        primary key (strategy_id, place, component_id)
    )
    """,
    "create index analytic_component_component_id_idx on analytic_component (component_id)",
    f"""
    create table actor_profile (
        {_ITEM},
        aliases text[] not null,
        country text,
        motivation text[] not null,
        "references" text[] not null
    )
    """,
    "create index actor_profile_country_idx on actor_profile (country)",
    """
    create table actor_profile_of (
        profile_id uuid not null,
        actor_id uuid not null,
        primary key (profile_id, actor_id)
    )
    """,
    "create index actor_profile_of_actor_id_idx on actor_profile_of (actor_id)",
)
_TABLES = (
    "framework, non_mappable, control, control_mapping, intel, intel_looked_at, campaign, campaign_use, "
    "campaign_software, campaign_actor, strategy, strategy_technique, analytic, analytic_component, actor_profile, "
    "actor_profile_of"
)
DROP: tuple[str, ...] = (f"drop table {_TABLES}",)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
