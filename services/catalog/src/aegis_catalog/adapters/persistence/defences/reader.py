"""Defences read."""

from typing import Any

from sqlalchemy import Integer, Text, Uuid, any_, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.contents import ContentList, Filter, Links
from aegis_catalog.adapters.persistence.defences.tables import defence, defence_state
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import as_built, content_columns, references, version_of, words
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.naming_items import (
    by_domain,
    by_technique,
    by_technique_or_sub,
    count_of,
    links_of,
    names_in,
)
from aegis_catalog.application.defences.queries.defences import (
    DefenceCounts,
    DefenceDetail,
    DefenceFilters,
    DefenceRow,
)
from aegis_catalog.application.views.content import ItemRef
from aegis_contracts.catalog_defences import CATALOG_DEFENCES

_parent = defence.alias("parent")
_links = links_of(defence)
_implementation = func.coalesce(defence_state.c.implementation, literal_column("'none'"))
_done = func.array_position(literal_column("array['none', 'planned', 'implemented']"), _implementation, type_=Integer)
_CHILDREN = literal_column(
    """(
    select cast(coalesce(json_agg(json_build_object('id', child.id, 'attack_id', child.attack_id, 'name', child.name)
        order by child.attack_id, child.id), '[]') as text)
    from defence child where child.parent_id = defence.id and child.state = 'active'
)""",
    Text,
)

ROWS = select(
    *content_columns(defence),
    defence.c.tactic,
    _parent.c.id,
    _parent.c.attack_id,
    _parent.c.name,
    count_of(defence).label("techniques"),
    names_in(defence).label("named"),
    _implementation.label("implementation"),
    defence_state.c.tool_id,
    defence_state.c.owner,
    defence_state.c.since,
).select_from(
    defence.outerjoin(_parent, _parent.c.id == defence.c.parent_id).outerjoin(
        defence_state, defence_state.c.defence_id == defence.c.id
    )
)
"""Every defence with what the list shows of it, in the order of `defence_row`."""

_WIDTH = 23
"""Columns of the list."""


def defence_row(*columns: Any) -> DefenceRow:
    """An item of the list from a row's columns."""
    tactic, parent_id, parent_attack_id, parent_name, techniques, named_ids, *state = columns[13:_WIDTH]
    parent = None if parent_id is None else ItemRef(parent_id, parent_attack_id, parent_name)
    values = (*columns[:13], columns[1], tactic, parent, DefenceCounts(techniques), named_ids, *state)
    return DefenceRow(*values)


def _detail(*columns: Any) -> DefenceDetail:
    listed = defence_row(*columns[:_WIDTH])
    version, description, children, unresolved = columns[_WIDTH:]
    values = (
        *(getattr(listed, name) for name in DefenceRow.__struct_fields__),
        version,
        description,
        as_built(children, list[ItemRef]),
        unresolved,
    )
    return DefenceDetail(*values)


DEFENCES = ContentList[DefenceFilters, DefenceRow, DefenceDetail](
    table=defence,
    noun="defence",
    rows=ROWS,
    row=defence_row,
    detail=_detail,
    more=(
        version_of(defence, CATALOG_DEFENCES.name),
        defence.c.description,
        _CHILDREN,
        names_in(defence, unresolved=True),
    ),
    filters={
        "domain": Filter(by_domain(defence)),
        "tactic": Filter(
            func.lower(defence.c.tactic) == any_(words("tactic")), lambda given: [word.lower() for word in given]
        ),
        "implementation": Filter(_implementation == any_(words("implementation"))),
        "technique": Filter(by_technique(defence), references),
        "technique_or_sub": Filter(by_technique_or_sub(defence), references),
        "tool": Filter(defence_state.c.tool_id == any_(bindparam("tool", type_=ARRAY(Uuid)))),
    },
    sorts={"tactic": defence.c.tactic, "implementation": _done},
)
COUNTERED = Links(techniques_below(_links, _links.c.item_id == named(defence)), technique_of)
