"""The controls that are mapped to a technique today."""

from typing import Any

from sqlalchemy import Text, any_, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from aegis_catalog.adapters.persistence.compliance.naming import names_framework
from aegis_catalog.adapters.persistence.compliance.tables import control, control_mapping, framework
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import as_built, words
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name
from aegis_catalog.application.compliance.queries.controls import ControlOf, FrameworkRef, MappedAs
from aegis_chassis.database.listing import Listing

_leads_here = technique_name.c.technique_id == named(technique)
_linked = (technique_name.c.item_id == control_mapping.c.control_id) & (
    technique_name.c.named == control_mapping.c.named
)
_mappings = (
    select(
        cast(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_object(
                        literal_column("'technique_id_named'"),
                        control_mapping.c.named,
                        literal_column("'followed'"),
                        control_mapping.c.named != technique.c.attack_id,
                        literal_column("'type'"),
                        func.nullif(control_mapping.c.type, literal_column("''")),
                        literal_column("'comment'"),
                        control_mapping.c.comment,
                        literal_column("'status'"),
                        control_mapping.c.status,
                    ),
                    control_mapping.c.named,
                    control_mapping.c.type,
                )
            ),
            Text,
        )
    )
    .select_from(
        control_mapping.join(technique_name, _linked).join(technique, technique.c.id == technique_name.c.technique_id)
    )
    .where(control_mapping.c.control_id == control.c.id, _leads_here)
    .scalar_subquery()
)
CONTROLS_OF = Listing(
    rows=select(
        control.c.id,
        control.c.attack_id,
        control.c.name,
        control.c.state,
        control.c.family,
        control.c.groups,
        framework.c.id.label("framework_id"),
        framework.c.attack_id.label("slug"),
        framework.c.name.label("framework_name"),
        control.c.attack_version,
        _mappings.label("mappings"),
    )
    .select_from(control.join(framework, framework.c.id == control.c.framework_id))
    .where(
        control.c.id.in_(
            select(technique_name.c.item_id).where(technique_name.c.kind == literal_column("'control'"), _leads_here)
        )
    ),
    filters={"state": control.c.state == any_(words("state")), "framework": names_framework("framework")},
    sorts={"framework": framework.c.attack_id, "label": control.c.ordered, "name": control.c.name},
    tie=control.c.id,
).reader()


def control_of(*columns: Any) -> ControlOf:
    """An item of the list from a row's columns."""
    values = (*columns[:6], FrameworkRef(*columns[6:9]), columns[9], as_built(columns[10], list[MappedAs]))
    return ControlOf(*values)
