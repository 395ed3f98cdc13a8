"""Somebody makes a template of our own of another one, upstream's or ours."""

from dataclasses import dataclass
from uuid import UUID

from msgspec import structs

from aegis_catalog.application.own_templates.ports import OwnTemplates
from aegis_catalog.domain.own_template import OwnTemplate
from aegis_catalog.domain.people import person
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkTemplateCommand:
    template_id: UUID
    name: str | None = None
    comment: str = ""


class ForkTemplate:
    """It begins as a draft, with everything that the other one says. Raises `NotFound`, `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, templates: OwnTemplates, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._templates = templates
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: ForkTemplateCommand) -> OwnTemplate:
        require(caller, Action.TEMPLATES_DRAFT)
        async with self._uow:
            told = await self._templates.told(command.template_id)
            if command.name is not None:
                told = structs.replace(told, name=command.name)
            template = OwnTemplate(self._ids.new(), told, person(caller), forked_from=command.template_id)
            template.begin(self._clock.now(), command.comment)
            await self._templates.save([template])
            await self._uow.commit()
        return template
