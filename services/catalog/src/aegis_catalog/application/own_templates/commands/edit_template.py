"""Somebody writes a new version of a template of our own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import structs

from aegis_catalog.application.finding.techniques import TechniqueNames, named_techniques
from aegis_catalog.application.own_templates.ports import OwnTemplates
from aegis_catalog.domain.own_template import OwnTemplate
from aegis_catalog.domain.people import person
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTemplateCommand:
    """`fields` are those of a `TemplateTold` that are said otherwise; techniques by ids or public ids."""

    template_id: UUID
    version: int | None
    fields: dict[str, Any]
    comment: str = ""


class EditTemplate:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, templates: OwnTemplates, names: TechniqueNames, clock: Clock) -> None:
        self._uow = uow
        self._templates = templates
        self._names = names
        self._clock = clock

    async def __call__(self, caller: Caller, command: EditTemplateCommand) -> OwnTemplate:
        require(caller, Action.TEMPLATES_DRAFT)
        async with self._uow:
            template = await self._templates.get(command.template_id, expected=command.version)
            fields = dict(command.fields)
            if "techniques" in fields:
                fields["techniques"] = await named_techniques(self._names, fields["techniques"], "/techniques")
            to = structs.replace(template.told, **fields)
            template.edit(to, person(caller), self._clock.now(), command.comment)
            await self._templates.save([template])
            await self._uow.commit()
        return template
