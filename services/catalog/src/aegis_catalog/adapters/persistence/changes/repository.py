"""Changes of the infrastructure on PostgreSQL."""

from typing import Any

from aegis_catalog.adapters.persistence.changes.tables import infrastructure_change
from aegis_catalog.adapters.persistence.organisation.things import SqlThings, Thing
from aegis_catalog.application.organisation.published import infrastructure_change_state
from aegis_catalog.domain.infrastructure_change import InfrastructureChange, ReportedChange
from aegis_catalog.domain.people import Person


def _row(change: InfrastructureChange) -> dict[str, Any]:
    told, by = change.told, change.withdrawn_by
    return {
        "title": told.title,
        "at": told.at,
        "description": told.description,
        "tool_ids": list(told.tool_ids),
        "platforms": list(told.platforms),
        "data_component_ids": list(told.data_component_ids),
        "business_units": list(told.business_units),
        "reported_by": change.reported_by.id,
        "reported_by_name": change.reported_by.name,
        "reported_at": change.reported_at,
        "withdrawn_by": by.id if by else None,
        "withdrawn_by_name": by.name if by else None,
        "withdrawn_at": change.withdrawn_at,
        "withdrawn_reason": change.withdrawn_reason,
    }


def _made(row: Any) -> InfrastructureChange:
    return InfrastructureChange(
        row.id,
        ReportedChange(
            title=row.title,
            at=row.at,
            description=row.description,
            tool_ids=tuple(row.tool_ids),
            platforms=tuple(row.platforms),
            data_component_ids=tuple(row.data_component_ids),
            business_units=tuple(row.business_units),
        ),
        Person(row.reported_by, row.reported_by_name),
        row.reported_at,
        row.version,
        withdrawn_by=Person(row.withdrawn_by, row.withdrawn_by_name) if row.withdrawn_by else None,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )


class SqlInfrastructureChanges(SqlThings[InfrastructureChange]):
    """`InfrastructureChanges`."""

    thing = Thing(
        kind="infrastructure_change",
        noun="infrastructure change",
        type_="InfrastructureChanged",
        table=infrastructure_change,
        row=_row,
        made=_made,
        state=infrastructure_change_state,
    )
