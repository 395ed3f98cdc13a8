"""Mappings of controls read, with the rows that upstream calls non-mappable shown as such."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    any_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from aegis_catalog.adapters.persistence.columns import WORDS
from aegis_catalog.adapters.persistence.compliance.frameworks import end_of
from aegis_catalog.adapters.persistence.compliance.naming import FRAMEWORK, named_control
from aegis_catalog.adapters.persistence.compliance.tables import control, control_mapping, non_mappable
from aegis_catalog.adapters.persistence.lookup import as_public_id
from aegis_catalog.adapters.persistence.reading import applying, names_one, references, words
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name
from aegis_catalog.application.compliance.queries.controls import ControlRef, MappingFilters, MappingRow
from aegis_chassis.database.listing import Listing, ListReader

# Below each control and not joined: whatever the planner knows, it then looks by index.
_row = union_all(
    select(
        control_mapping.c.control_id,
        control_mapping.c.named,
        func.nullif(control_mapping.c.type, literal_column("''")).label("type"),
        control_mapping.c.comment,
        control_mapping.c.status,
        control_mapping.c.score,
        control_mapping.c.references,
        control_mapping.c.control_named,
        false().label("non_mappable"),
    )
    .where(control_mapping.c.control_id == control.c.id)
    .correlate(control),
    select(
        control.c.id,
        non_mappable.c.named,
        cast(null(), Text),
        non_mappable.c.comment,
        cast(null(), Text),
        cast(null(), Text),
        cast(literal_column("'{}'"), WORDS),
        cast(null(), Text),
        true(),
    )
    .where(non_mappable.c.framework_id == control.c.framework_id, non_mappable.c.control == control.c.attack_id)
    .correlate(control),
).lateral("mapping")
_linked = (technique_name.c.item_id == _row.c.control_id) & (technique_name.c.named == _row.c.named)
_ROWS = (
    select(
        control.c.id,
        control.c.attack_id,
        control.c.name,
        func.coalesce(_row.c.control_named, control.c.attack_id).label("control_named"),
        _row.c.named,
        technique.c.id.label("technique_id"),
        technique.c.attack_id.label("technique_attack_id"),
        technique.c.name.label("technique_name"),
        technique.c.state,
        _row.c.type,
        _row.c.comment,
        _row.c.status,
        _row.c.score,
        _row.c.references,
        control.c.attack_version,
        _row.c.non_mappable,
    )
    .select_from(
        control.join(_row, true())
        .outerjoin(technique_name, _linked)
        .outerjoin(technique, technique.c.id == technique_name.c.technique_id)
    )
    .where(control.c.framework_id == FRAMEWORK)
)
_named = func.coalesce(_row.c.named, literal_column("''"))
_tie = func.concat_ws(literal_column("'/'"), control.c.ordered, _named, _row.c.type, _row.c.comment, type_=Text)


def _list(where: ColumnElement[bool]) -> ListReader:
    return Listing(
        rows=_ROWS.where(where),
        filters={
            "technique": names_one(technique, "technique"),
            "named": _row.c.named == any_(words("named")),
            "type": _row.c.type == any_(words("type")),
            "non_mappable": _row.c.non_mappable == bindparam("non_mappable", type_=Boolean),
        },
        sorts={"control": control.c.ordered, "technique": _named},
        tie=_tie,
    ).reader()


MAPPINGS: Mapping[bool, ListReader] = {
    True: _list(control.c.id == named_control()),
    False: _list(control.c.withdrawn_at.is_(None)),
}
"""Of one control, and of all that a source still claims."""


def mapping_values(filters: MappingFilters) -> dict[str, Any]:
    """The values of the filters that apply."""
    given = applying(
        technique=references(filters.technique),
        named=[as_public_id(one) for one in filters.named],
        type=list(filters.type),
    )
    if filters.non_mappable is not None:
        given["non_mappable"] = filters.non_mappable
    return given


def mapping_row(*columns: Any) -> MappingRow:
    """An item of the list from a row's columns."""
    id_, label, name, control_named, named, *rest = columns
    end, followed = end_of(named, *rest[:4])
    values = (ControlRef(id_, label, name), control_named, named, end, followed, *rest[4:])
    return MappingRow(*values)
