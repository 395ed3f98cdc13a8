"""Templates, adversaries, rules, defences, and the techniques that they name."""

from alembic import op

revision = "0002"
down_revision = "0001"
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
_WHO = """
    version bigint not null,
    by_id uuid not null,
    by_name text not null,
    at timestamptz not null
"""

CREATE: tuple[str, ...] = (
    # What a run brought, and which domains a source gives tactics of, are asked for at the end of every run.
    "create index claim_run_id_kind_idx on claim (run_id, kind)",
    "create index claim_source_id_idx on claim (source_id) where kind = 'tactic'",
    """
    create table technique_name (
        item_id uuid not null,
        named text not null,
        kind text not null,
        active boolean not null,
        technique_id uuid,
        primary key (item_id, named)
    )
    """,
    "create index technique_name_named_technique_id_idx on technique_name (named, technique_id)",
    "create index technique_name_technique_id_kind_idx on technique_name (technique_id, kind)",
    """
    create table technique_count (
        technique_id uuid primary key,
        templates integer not null default 0,
        rules integer not null default 0,
        defences integer not null default 0,
        actors integer not null default 0,
        shown bytea not null default '{}'::bytea
    )
    """,
    f"""
    create table template (
        {_FACTS},
        platforms text[] not null,
        executor text not null,
        elevation_required boolean not null,
        privileges text[] not null,
        group_key text,
        approval text not null default 'approved',
        revision integer not null default 1,
        skill text
    )
    """,
    "create index template_name_id_idx on template (name, id)",
    "create index template_group_key_idx on template (group_key)",
    """
    create table template_procedure (
        template_id uuid primary key,
        description text not null,
        command text not null,
        cleanup text,
        arguments bytea not null,
        dependencies bytea not null,
        dependency_executor text,
        platforms_named bytea not null,
        labels bytea not null,
        refs bytea not null,
        authors bytea not null,
        license text,
        upstream_path text not null
    )
    """,
    "create table template_standing (template_id uuid primary key, last_used_at timestamptz)",
    "alter table test_use add column template_id uuid",
    "create index test_use_template_id_used_at_idx on test_use (template_id, used_at)",
    f"create table adversary ({_ITEM}, objective text, license text, upstream_path text not null)",
    """
    create table adversary_step (
        adversary_id uuid not null,
        place smallint not null,
        ability text not null,
        primary key (adversary_id, place)
    )
    """,
    "create index adversary_step_ability_idx on adversary_step (ability)",
    f"""
    create table rule (
        {_FACTS},
        kind text not null,
        severity text,
        upstream_status text,
        type text,
        language text,
        product text,
        category text,
        service text,
        log_source bytea not null,
        risk_score double precision
    )
    """,
    "create index rule_name_id_idx on rule (name, id)",
    """
    create table rule_body (
        rule_id uuid primary key,
        description text not null,
        body text not null,
        false_positives bytea not null,
        related bytea not null,
        note text,
        refs bytea not null,
        authors bytea not null,
        license text,
        upstream_path text not null
    )
    """,
    # Read one at a time and seldom: compressing them would cost more than it saves.
    "alter table rule_body alter column description set storage external",
    "alter table rule_body alter column body set storage external",
    "alter table rule_body alter column note set storage external",
    "alter table template_procedure alter column description set storage external",
    "alter table template_procedure alter column command set storage external",
    f"""
    create table rule_deployment (
        rule_id uuid not null,
        tool_id uuid not null,
        status text not null,
        since timestamptz not null,
        local_id text,
        owner text,
        {_WHO},
        primary key (rule_id, tool_id)
    )
    """,
    "create index rule_deployment_tool_id_idx on rule_deployment (tool_id)",
    f"""
    create table rule_association (
        rule_id uuid not null,
        template_id uuid not null,
        verdict text not null,
        reason text not null,
        {_WHO},
        primary key (rule_id, template_id)
    )
    """,
    "create index rule_association_template_id_idx on rule_association (template_id)",
    f"create table defence ({_ITEM}, tactic text not null, parent_id uuid)",
    "create index defence_attack_id_idx on defence (attack_id)",
    f"""
    create table defence_state (
        defence_id uuid primary key,
        implementation text not null,
        tool_id uuid,
        owner text,
        since timestamptz not null,
        {_WHO}
    )
    """,
)
# What was imported before this revision: actors are counted, and items of the technique list leave room for counts.
COUNT = r"""
insert into technique_count (technique_id, actors, shown)
select technique_id, actors,
    convert_to('{"templates"\:0,"rules"\:0,"defences"\:0,"actors":' || actors || '}', 'UTF8')
from (
    select technique_id, count(distinct actor_id)::integer as actors
    from actor_use join actor on actor.id = actor_id and actor.state = 'active'
    group by technique_id
) used
"""
OPEN = """
update technique set listed = substring(listed for length(listed) - 1) || ',"tags":[],"counts":'::bytea
where listed <> '{}'::bytea
"""
CLOSE = """
update technique set listed = substring(listed for position(',"tags":'::bytea in listed) - 1) || '}'::bytea
where position(',"tags":'::bytea in listed) > 0
"""

DROP: tuple[str, ...] = (
    "drop index claim_run_id_kind_idx, claim_source_id_idx",
    "drop index test_use_template_id_used_at_idx",
    "alter table test_use drop column template_id",
    "drop table technique_name, technique_count, template, template_procedure, template_standing, adversary, adversary_step",
    "drop table rule, rule_body, rule_deployment, rule_association, defence, defence_state",
)


def upgrade() -> None:
    for statement in (*CREATE, COUNT, OPEN):
        op.execute(statement)


def downgrade() -> None:
    for statement in (CLOSE, *DROP):
        op.execute(statement)
