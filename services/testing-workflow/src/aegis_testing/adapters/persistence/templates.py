"""Templates that this service was told of, as drafting asks for them."""

from uuid import UUID

import msgspec
from sqlalchemy import select

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_templates import TemplateState
from aegis_testing.adapters.persistence.tables import template
from aegis_testing.domain.arguments import Argument
from aegis_testing.domain.template import Template

_decode = msgspec.json.Decoder(TemplateState).decode


class SqlTemplates:
    """The port `Templates`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def find(self, template_id: UUID) -> Template | None:
        statement = select(template.c.body).where(template.c.id == template_id)
        body = (await self._uow.connection.execute(statement)).scalar_one_or_none()
        return None if body is None else template_of(_decode(body))


def template_of(told: TemplateState) -> Template:
    """The catalogue's template as a draft needs it."""
    why = _why_not(told)
    return Template(
        id=told.id,
        name=told.name,
        revision=told.revision,
        technique_ids=told.technique_ids,
        platforms=told.platforms,
        executor=told.executor,
        command=told.command,
        clean_up=told.cleanup or "",
        arguments=tuple(
            Argument(name=one.name, description=one.description, type=one.type, value=one.default)
            for one in told.arguments
        ),
        usable=not why,
        why=why,
    )


def _why_not(told: TemplateState) -> str:
    if told.state != "active":
        return f"it is {told.state}"
    return "" if told.approval == "approved" else f"it is {told.approval}"
