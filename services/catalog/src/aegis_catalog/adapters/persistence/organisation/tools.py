"""Defence tools on PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select

from aegis_catalog.adapters.persistence.organisation.saving import check_version, save_row
from aegis_catalog.adapters.persistence.organisation.tables import tool
from aegis_catalog.application.organisation.published import TYPES, tool_key, tool_state
from aegis_catalog.domain.tool import Description, Tool
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION
from aegis_kernel.errors import Conflict, NotFound

_SAVING = "select pg_advisory_xact_lock(hashtext('aegis.catalog.tools'))"


class SqlTools:
    """`Tools`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, tool_id: UUID, *, expected: int | None) -> Tool:
        row = (await self._uow.connection.execute(select(tool).where(tool.c.id == tool_id))).first()
        if row is None:
            raise NotFound("tool_not_found", "There is no such tool.")
        found = read_tool(row)
        check_version(found, expected)
        return found

    async def save(self, tool_: Tool) -> None:
        description = tool_.description
        connection = self._uow.connection
        await connection.exec_driver_sql(_SAVING)  # so that of two of one name the second sees the first
        taken = select(literal(1)).where(func.lower(tool.c.name) == func.lower(description.name), tool.c.id != tool_.id)
        if (await connection.execute(taken)).first() is not None:
            raise Conflict("tool_name_taken", f"Another tool is called {description.name}.")
        await save_row(
            self._uow,
            tool,
            tool_,
            {
                "name": description.name,
                "kind": description.kind,
                "platforms": list(description.platforms),
                "owner": description.owner,
                "active_from": description.active_from,
                "active_to": description.active_to,
            },
        )
        for recorded in tool_.take_recorded():
            self._uow.publish(
                CATALOG_ORGANISATION,
                key=tool_key(tool_),
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=tool_state(tool_),
                changed=recorded.event.changed,
                reason=recorded.event.reason,
            )


def read_tool(row: Any) -> Tool:
    """A tool from its row."""
    return Tool(
        row.id,
        Description(
            name=row.name,
            kind=row.kind,
            platforms=tuple(row.platforms),
            owner=row.owner,
            active_from=row.active_from,
            active_to=row.active_to,
        ),
        row.version,
    )
