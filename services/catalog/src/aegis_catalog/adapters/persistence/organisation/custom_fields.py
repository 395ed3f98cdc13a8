"""Fields of our own on PostgreSQL."""

from sqlalchemy import func, select

from aegis_catalog.adapters.persistence.organisation.tables import custom_field
from aegis_catalog.adapters.persistence.organisation.things import SqlNamedThings, Thing
from aegis_catalog.application.organisation.published import custom_field_state
from aegis_catalog.domain.custom_fields import CustomField


class SqlCustomFields(SqlNamedThings[CustomField]):
    """`CustomFields`."""

    thing = Thing(
        kind="custom_field",
        noun="custom field",
        type_="CustomFieldChanged",
        table=custom_field,
        row=lambda one: {"name": one.name, "type": one.type, "choices": list(one.choices), "retired": one.retired},
        made=lambda row: CustomField(
            row.id, row.version, name=row.name, type_=row.type, choices=tuple(row.choices), retired=row.retired
        ),
        state=custom_field_state,
    )

    async def others(self, field: CustomField) -> int:
        await self.lock()
        standing = select(func.count()).where(custom_field.c.id != field.id, custom_field.c.retired.is_(False))
        count: int = (await self._uow.connection.execute(standing)).scalar_one()
        return count
