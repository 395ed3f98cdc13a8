"""The list of techniques. Its items are made when something changes and sent as they are: a list is read far more often
than anything in it changes, and taking 26 columns of 100 rows apart costs more than all the rest of an answer."""

from typing import Any

from sqlalchemy import ColumnElement, any_, exists, func, literal_column, or_, select

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_use
from aegis_catalog.adapters.persistence.reading import (
    any_case,
    applying,
    as_built,
    content_columns,
    content_filters,
    content_values,
    names_one,
    or_epoch,
    references,
    words,
)
from aegis_catalog.adapters.persistence.standing.tables import standing
from aegis_catalog.adapters.persistence.tactics.tables import tactic
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_tactic
from aegis_catalog.application.techniques.queries.techniques import TechniqueFilters, TechniqueRow
from aegis_catalog.application.views.content import ItemRef, TacticRef
from aegis_chassis.database.listing import Listing

parent = technique.alias("parent")
follower = technique.alias("follower")

STATUS: ColumnElement[str] = func.coalesce(standing.c.status, literal_column("'not_evaluated'"))
FLAGS: ColumnElement[Any] = func.coalesce(standing.c.flags, literal_column("'{}'::text[]"))

in_tactic = exists(
    select(1)
    .select_from(technique_tactic.join(tactic, tactic.c.id == technique_tactic.c.tactic_id))
    .where(
        technique_tactic.c.technique_id == technique.c.id,
        or_(names_one(tactic, "tactic"), tactic.c.shortname == any_(words("tactic"))),
    )
)
used_by = exists(
    select(1)
    .select_from(actor_use.join(actor, actor.c.id == actor_use.c.actor_id))
    .where(actor_use.c.technique_id == technique.c.id, actor_use.c.way != "software", names_one(actor, "actor"))
)

JOINED = (
    technique.outerjoin(parent, parent.c.id == technique.c.parent_id)
    .outerjoin(follower, follower.c.id == technique.c.revoked_by)
    .outerjoin(standing, standing.c.technique_id == technique.c.id)
)
ROWS = select(
    *content_columns(technique),
    technique.c.tactics,
    technique.c.platforms,
    technique.c.is_subtechnique,
    parent.c.id.label("parent_id"),
    parent.c.attack_id.label("parent_attack_id"),
    parent.c.name.label("parent_name"),
    follower.c.id.label("follower_id"),
    follower.c.attack_id.label("follower_attack_id"),
    follower.c.name.label("follower_name"),
    STATUS.label("coverage_status"),
    FLAGS.label("flags"),
    technique.c.review_state,
    standing.c.last_used_at,
).select_from(JOINED)
"""Every technique with what the list shows of it, in the order of `technique_row`."""

TECHNIQUES = Listing(
    rows=select(technique.c.listed).select_from(JOINED),
    filters={
        **content_filters(technique),
        "tactic": in_tactic,
        "platform": any_case(technique.c.platforms, "platform"),
        "status": any_(words("status")) == STATUS,
        "flag": standing.c.flags.overlap(words("flag")),
        "review_state": technique.c.review_state == any_(words("review_state")),
        "actor": used_by,
        "parent": names_one(parent, "parent"),
    },
    sorts={
        "attack_id": technique.c.attack_id,
        "name": technique.c.name,
        "modified": or_epoch(technique.c.modified),
        "last_used_at": or_epoch(standing.c.last_used_at),
    },
    tie=technique.c.id,
).reader()


def listed_row(listed: bytes) -> TechniqueRow:
    """An item of the list as it was made when something of it changed last (`listed.py`)."""
    return as_built(listed, TechniqueRow)


def technique_values(filters: TechniqueFilters) -> dict[str, Any]:
    """The values of the filters that apply."""
    return content_values(filters) | applying(
        tactic=references(filters.tactic),
        platform=[word.lower() for word in filters.platform],
        status=list(filters.status),
        flag=list(filters.flag),
        review_state=list(filters.review_state),
        actor=references(filters.actor),
        parent=references(filters.parent),
    )


def technique_row(*columns: Any) -> TechniqueRow:
    """An item of the list from a row's columns, in their order."""
    tactics, platforms, is_sub, p_id, p_attack_id, p_name, f_id, f_attack_id, f_name = columns[13:22]
    values = (
        *columns[:13],
        columns[3],
        as_built(tactics, list[TacticRef]),
        platforms,
        is_sub,
        None if p_id is None else ItemRef(p_id, p_attack_id, p_name),
        None if f_id is None else ItemRef(f_id, f_attack_id, f_name),
        *columns[22:],
    )
    return TechniqueRow(*values)
