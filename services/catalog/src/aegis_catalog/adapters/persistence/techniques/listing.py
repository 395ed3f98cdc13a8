"""The list of techniques. Its items are made when something changes and sent as they are: a list is read far more often
than anything in it changes, and taking 26 columns of 100 rows apart costs more than all the rest of an answer."""

from typing import Any

import msgspec
from sqlalchemy import Boolean, ColumnElement, LargeBinary, any_, bindparam, exists, func, literal_column, or_, select

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_use
from aegis_catalog.adapters.persistence.columns import WORDS
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
from aegis_catalog.adapters.persistence.rules.tables import rule_deployment
from aegis_catalog.adapters.persistence.standing.tables import standing
from aegis_catalog.adapters.persistence.tactics.tables import tactic
from aegis_catalog.adapters.persistence.tags.tables import tag, tag_technique
from aegis_catalog.adapters.persistence.techniques.tables import (
    technique,
    technique_count,
    technique_name,
    technique_tactic,
)
from aegis_catalog.application.techniques.queries.techniques import Counts, TechniqueFilters, TechniqueRow
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

_templates = exists(
    select(1).where(
        technique_name.c.technique_id == technique.c.id,
        technique_name.c.kind == literal_column("'template'"),
        technique_name.c.active,
    )
)
_enabled = exists(
    select(1)
    .select_from(technique_name.join(rule_deployment, rule_deployment.c.rule_id == technique_name.c.item_id))
    .where(
        technique_name.c.technique_id == technique.c.id,
        technique_name.c.active,
        rule_deployment.c.status == literal_column("'enabled'"),
    )
)

NOTHING = msgspec.json.encode(Counts(0, 0, 0, 0))
"""The counts of a technique that nothing was ever linked to."""

TAGS: ColumnElement[Any] = literal_column(
    """coalesce((
        select array_agg(distinct tag.name order by tag.name)
        from tag_technique join tag on tag.id = tag_technique.tag_id where tag_technique.leads_to = technique.id
    ), '{}')""",
    WORDS,
)
tagged = exists(
    select(1)
    .select_from(tag_technique.join(tag, tag.c.id == tag_technique.c.tag_id))
    .where(tag_technique.c.leads_to == technique.c.id, func.lower(tag.c.name) == any_(words("tag")))
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
    TAGS.label("tags"),
).select_from(JOINED)
"""Every technique with what the list shows of it, in the order of `technique_row`."""

_nothing = literal_column(f"'{NOTHING.decode()}'::bytea", LargeBinary)
_END = literal_column("'}'::bytea", LargeBinary)

TECHNIQUES = Listing(
    rows=select(
        technique.c.listed.op("||")(func.coalesce(technique_count.c.shown, _nothing)).op("||")(_END)
    ).select_from(JOINED.outerjoin(technique_count, technique_count.c.technique_id == technique.c.id)),
    filters={
        **content_filters(technique),
        "tactic": in_tactic,
        "platform": any_case(technique.c.platforms, "platform"),
        "status": any_(words("status")) == STATUS,
        "flag": standing.c.flags.overlap(words("flag")),
        "review_state": technique.c.review_state == any_(words("review_state")),
        "actor": used_by,
        "parent": names_one(parent, "parent"),
        "tag": tagged,
        "has_template": _templates == bindparam("has_template", type_=Boolean),
        "has_enabled_rule": _enabled == bindparam("has_enabled_rule", type_=Boolean),
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
    """An item of the list as it was made when something of it changed last (`listed.py`), and its counts."""
    return as_built(listed, TechniqueRow)


def technique_values(filters: TechniqueFilters) -> dict[str, Any]:
    """The values of the filters that apply."""
    return (
        content_values(filters)
        | applying(
            tactic=references(filters.tactic),
            platform=[word.lower() for word in filters.platform],
            status=list(filters.status),
            flag=list(filters.flag),
            review_state=list(filters.review_state),
            actor=references(filters.actor),
            parent=references(filters.parent),
            tag=[" ".join(word.split()).lower() for word in filters.tag],
        )
        | {
            name: value
            for name in ("has_template", "has_enabled_rule")
            if (value := getattr(filters, name)) is not None
        }
    )


def technique_row(*columns: Any, counts: Any) -> TechniqueRow:
    """An item of the list from a row's columns, in their order, and what is linked to it."""
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
        counts,
    )
    return TechniqueRow(*values)
