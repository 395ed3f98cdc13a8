"""Releases of ATT&CK, upgrades, decisions."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWN = ("note", "playbook", "exclusion", "profile_technique", "tag_technique", "own_actor_use")
"""Tables of ours that point to techniques: a new row leads at once to where its technique has handed over."""

CREATE: tuple[str, ...] = (
    "create table succession (old_id uuid primary key, target_id uuid not null)",
    "create index succession_target_id_idx on succession (target_id)",
    """
    create table release (
        domain text not null,
        release text not null,
        source_id uuid not null,
        source_name text not null,
        run_id uuid not null,
        known_at timestamptz not null,
        applied_at timestamptz,
        primary key (domain, release)
    )
    """,
    """
    create table release_technique (
        domain text not null,
        release text not null,
        technique_id uuid not null,
        attack_id text not null,
        name text not null,
        state text not null,
        tactics text[] not null,
        is_subtechnique boolean not null,
        parent_id uuid,
        revoked_by uuid,
        end_id uuid,
        decided boolean not null,
        has_subtechniques boolean not null,
        description text not null,
        platforms text not null,
        detection text not null,
        mitigations text not null,
        primary key (domain, release, technique_id)
    )
    """,
    """
    create table attack_upgrade (
        id uuid primary key,
        domain text not null,
        from_release text not null,
        to_release text not null,
        state text not null,
        source_id uuid not null,
        source_name text not null,
        run_id uuid not null,
        previewed_at timestamptz,
        requested_at timestamptz,
        applied_at timestamptz,
        version bigint not null
    )
    """,
    "create index attack_upgrade_domain_applied_at_idx on attack_upgrade (domain, applied_at)",
    """
    create table succession_decision (
        id uuid primary key,
        upgrade_id uuid not null,
        technique_id uuid not null,
        target_id uuid not null,
        test_ids uuid[],
        reason text not null,
        decided_by uuid not null,
        decided_by_name text not null,
        decided_at timestamptz not null,
        undone_by uuid,
        undone_by_name text,
        undone_at timestamptz
    )
    """,
    "create index succession_decision_upgrade_id_idx on succession_decision (upgrade_id)",
    """
    create index succession_decision_standing_idx on succession_decision (technique_id) where undone_at is null
    """,
    "alter table test_use add column drafted_id uuid",
    "create index test_use_drafted_id_idx on test_use (drafted_id)",
    """
    create function lead_own() returns trigger language plpgsql as $$
    begin
        new.leads_to := coalesce((select target_id from succession where old_id = new.technique_id), new.technique_id);
        return new;
    end
    $$
    """,
    *(
        f"create trigger {table}_lead before insert on {table} for each row execute function lead_own()"
        for table in OWN
    ),
)
DROP: tuple[str, ...] = (
    *(f"drop trigger {table}_lead on {table}" for table in OWN),
    "drop function lead_own()",
    "drop index test_use_drafted_id_idx",
    "alter table test_use drop column drafted_id",
    "drop table succession, release, release_technique, attack_upgrade, succession_decision",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
