"""Every source that is there from the start; what a run measures and how a source fares."""

from alembic import op

from aegis_chassis.database.table_revisions import create_schedule_told, drop_schedule_told

revision = "0002_sources"
down_revision = "0001_begin"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
    # What reads a source: two may share an upstream and differ in form, as NIST's catalogue and CTID's mappings do.
    "alter table data_source add column format text",
    "update data_source set format = upstream",
    "alter table data_source alter column format set not null",
    # Further addresses that are read together with the first, as one archive: a source has a visit to each.
    "alter table data_source add column more_urls text[] not null default '{}'",
    "alter table visit drop constraint visit_pkey",
    "alter table visit add constraint visit_pkey primary key (source_id, url)",
    "alter table import_run add column measures jsonb not null default '{}'",
    "alter table import_run add column complete boolean not null default true",
    "alter table import_run add column changes integer not null default 0",
    "alter table import_run add column read_key bytea",
    "alter table import_run add column read_by text",
    "create index import_problem_code_idx on import_problem (run_id, code)",
    # What others' schedules said last: the suite's recurring things in one list.
    """
    create table known_schedule (
        id text not null,
        service text not null,
        name text not null,
        job text not null,
        rule text not null,
        zone text not null,
        next_due_at timestamptz,
        last_due_at timestamptz,
        last_run_at timestamptz,
        last_outcome text,
        last_error text,
        last_lag_seconds double precision,
        runs bigint not null,
        failures integer not null,
        constraint known_schedule_pkey primary key (id)
    )
    """,
    # The ids are uuid5 of 'data-source|<name>' in Aegis's namespace: the same in every installation. A source that
    # somebody made under one of these names before stays theirs.
    """
    insert into data_source
        (id, name, upstream, format, url, more_urls, priority, enabled, withdraw_limit_percent, zone, version)
    values
        ('1c377ef5-fc9e-544a-915b-c30932a25997', 'atomic', 'atomic', 'atomic',
         'https://github.com/redcanaryco/atomic-red-team/archive/refs/heads/master.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('ef12b513-fd24-5ccb-b2d1-6189f6165032', 'sigma', 'sigma', 'sigma',
         'https://github.com/SigmaHQ/sigma/archive/refs/heads/master.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('20321266-4f5c-518e-b033-0bd851d54217', 'elastic', 'elastic', 'elastic',
         'https://github.com/elastic/detection-rules/archive/refs/heads/main.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('19621a5b-eb01-58f5-a5de-eaefb04f1e60', 'splunk', 'splunk', 'splunk',
         'https://github.com/splunk/security_content/archive/refs/heads/develop.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('f3d24361-5f7b-5933-ab4e-be1b011d60ba', 'caldera', 'caldera', 'caldera',
         'https://github.com/mitre/stockpile/archive/refs/heads/master.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('21cdabb7-ffd0-573d-a781-4c24523700e5', 'lolbas', 'lolbas', 'lolbas',
         'https://github.com/LOLBAS-Project/LOLBAS/archive/refs/heads/master.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('a7454a20-f315-5cd8-9ee0-3bae377c8ba0', 'gtfobins', 'gtfobins', 'gtfobins',
         'https://github.com/GTFOBins/GTFOBins.github.io/archive/refs/heads/master.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('dbab15ec-785b-5589-b65d-95840e28edae', 'd3fend', 'd3fend', 'd3fend',
         'https://d3fend.mitre.org/api/matrix.json',
         array[
             'https://d3fend.mitre.org/api/ontology/inference/d3fend-full-mappings.json',
             'https://d3fend.mitre.org/api/version.json'
         ], 0, true, 20, 'UTC', 1),
        ('afa3131b-55ce-529a-95b9-52c68d88d667', 'nist-800-53', 'nist-800-53', 'nist-800-53',
         'https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json',
         array[
             'https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_LOW-baseline_profile.json',
             'https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_MODERATE-baseline_profile.json',
             'https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_HIGH-baseline_profile.json',
             'https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_PRIVACY-baseline_profile.json'
         ], 10, true, 20, 'UTC', 1),
        ('6685aa66-d3c9-5207-9153-905ab8b025c5', 'nist-800-53-mappings', 'nist-800-53', 'nist-800-53-mappings',
         'https://github.com/center-for-threat-informed-defense/mappings-explorer/archive/refs/heads/main.zip',
         '{}', 0, true, 20, 'UTC', 1),
        ('801cc90b-a126-5a03-b551-db8a6b4b06ed', 'cis-v8', 'cis-v8', 'cis-v8',
         null,
         '{}', 0, true, 20, 'UTC', 1),
        ('73e3449b-49b2-5471-8609-c2590c191549', 'misp-actors', 'misp-galaxy', 'misp-galaxy',
         'https://raw.githubusercontent.com/MISP/misp-galaxy/main/clusters/threat-actor.json',
         '{}', 0, true, 20, 'UTC', 1)
    on conflict (name) do nothing
    """,
)
DROP: tuple[str, ...] = (
    "drop table known_schedule",
    "drop index import_problem_code_idx",
    "alter table import_run drop column read_by, drop column read_key, drop column changes, drop column complete, drop column measures",
    "delete from visit",
    "alter table visit drop constraint visit_pkey",
    "alter table visit add constraint visit_pkey primary key (source_id)",
    """
    delete from data_source source where name in (
        'atomic', 'sigma', 'elastic', 'splunk', 'caldera', 'lolbas', 'gtfobins', 'd3fend',
        'nist-800-53', 'nist-800-53-mappings', 'cis-v8', 'misp-actors'
    ) and not exists (select from import_run run where run.source_id = source.id)
    """,
    "alter table data_source drop column more_urls, drop column format",
)


def upgrade() -> None:
    create_schedule_told(op)
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
    drop_schedule_told(op)
