"""Templates read for showing: one statement."""

from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_templates import TemplateState
from aegis_testing.adapters.persistence.tables import template
from aegis_testing.adapters.persistence.templates import template_of
from aegis_testing.domain.template import Template

_BODY = compiled(select(template.c.body).where(template.c.id == bindparam("template_id", type_=Uuid)))
_decode = msgspec.json.Decoder(TemplateState).decode


class SqlPresentTemplates:
    """The port `PresentTemplates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def present(self, template_id: UUID) -> Template | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_BODY.sql, *_BODY.arguments({"template_id": template_id}))
        return None if row is None else template_of(_decode(row["body"]))
