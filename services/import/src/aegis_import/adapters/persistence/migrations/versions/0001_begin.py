"""Begin: the chassis's tables, data sources, runs, claims; the sources of ATT&CK."""

from alembic import op

from aegis_chassis.database.table_revisions import create_chassis_tables, drop_chassis_tables

revision = "0001_begin"
down_revision = None
branch_labels = None
depends_on = None

CREATE = (
    """
    create table data_source (
        id uuid not null,
        name text not null,
        upstream text not null,
        domain text,
        url text,
        priority integer not null,
        enabled boolean not null,
        release text,
        withdraw_limit_percent integer not null,
        schedule text,
        zone text not null,
        version bigint not null,
        constraint data_source_pkey primary key (id),
        constraint data_source_name_key unique (name)
    )
    """,
    """
    create table import_run (
        id uuid not null,
        source_id uuid not null,
        source_name text not null,
        state text not null,
        dry_run boolean not null,
        url text,
        archive_key text,
        file_name text,
        requested_by uuid,
        requested_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        counts jsonb not null,
        problems_count integer not null,
        release text,
        commit text,
        error text,
        held_reason text,
        approved_by uuid,
        version bigint not null,
        leased_by text,
        leased_until timestamptz,
        tries integer not null default 0,
        constraint import_run_pkey primary key (id),
        constraint import_run_source_id_fkey foreign key (source_id) references data_source (id)
    )
    """,
    """
    create index import_run_open_idx on import_run (requested_at, id)
    where state in ('queued', 'reading', 'publishing')
    """,
    "create index import_run_source_id_idx on import_run (source_id, requested_at desc, id)",
    "create index import_run_requested_at_idx on import_run (requested_at desc, id)",
    """
    create index import_run_archive_key_idx on import_run (id)
    where archive_key is not null and finished_at is not null
    """,
    """
    create table import_problem (
        run_id uuid not null,
        number integer not null,
        severity text not null,
        code text not null,
        reason text not null,
        path text,
        line integer,
        kind text,
        key text,
        constraint import_problem_pkey primary key (run_id, number),
        constraint import_problem_run_id_fkey foreign key (run_id) references import_run (id) on delete cascade
    )
    """,
    """
    create table import_sample (
        run_id uuid not null,
        number integer not null,
        class text not null,
        kind text not null,
        key text not null,
        name text not null,
        fields text[] not null,
        constraint import_sample_pkey primary key (run_id, number),
        constraint import_sample_run_id_fkey foreign key (run_id) references import_run (id) on delete cascade
    )
    """,
    """
    create table claim (
        claim_id uuid not null,
        source_id uuid not null,
        kind text not null,
        key text not null,
        name text not null,
        path text not null,
        fingerprint bytea not null,
        state bytea not null,
        version bigint not null,
        changed_at timestamptz not null,
        withdrawn_at timestamptz,
        constraint claim_pkey primary key (claim_id),
        constraint claim_source_id_fkey foreign key (source_id) references data_source (id)
    )
    """,
    # Read back only for withdrawals and for publishing again: time counts more than room.
    "alter table claim alter column state set storage external",
    "create index claim_source_id_idx on claim (source_id, kind)",
    """
    create table visit (
        source_id uuid not null,
        source_version bigint not null,
        url text not null,
        etag text,
        last_modified text,
        constraint visit_pkey primary key (source_id),
        constraint visit_source_id_fkey foreign key (source_id) references data_source (id)
    )
    """,
    # The ids are uuid5 of 'data-source|<name>' in Aegis's namespace: the same in every installation.
    """
    insert into data_source
        (id, name, upstream, domain, url, priority, enabled, withdraw_limit_percent, zone, version)
    values
        ('41f822db-abc5-522c-a9a5-be6e453c26eb', 'attack-enterprise', 'mitre-attack', 'enterprise',
         'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/enterprise-attack/enterprise-attack.json',
         0, true, 20, 'UTC', 1),
        ('510b42cd-d55c-5180-a5fb-9f321fc2ccf3', 'attack-mobile', 'mitre-attack', 'mobile',
         'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/mobile-attack/mobile-attack.json',
         0, true, 20, 'UTC', 1),
        ('5e68d779-d9be-5fce-8c18-00d69159d47c', 'attack-ics', 'mitre-attack', 'ics',
         'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/ics-attack/ics-attack.json',
         0, true, 20, 'UTC', 1)
    """,
)


def upgrade() -> None:
    create_chassis_tables(op)
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop table visit, claim, import_sample, import_problem, import_run, data_source")
    drop_chassis_tables(op)
