"""Templates, adversaries, rules, defences, and the techniques that they name."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CREATE: tuple[str, ...] = (
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
)
DROP: tuple[str, ...] = ("drop table technique_name, technique_count",)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
