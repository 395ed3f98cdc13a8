"""Somebody writes templates of our own: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from aegis_catalog.application.finding.techniques import TechniqueNames, looked_up, those_named
from aegis_catalog.application.own_templates.ports import OwnTemplates
from aegis_catalog.domain.own_template import OwnTemplate, TemplateTold
from aegis_catalog.domain.people import person
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.clock import Clock
from aegis_kernel.errors import DomainError
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTemplatesCommand:
    """Techniques by ids or public ids."""

    items: Sequence[TemplateTold]
    comment: str = ""
    atomic: bool = False


class AddTemplates:
    """A result for each. Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, templates: OwnTemplates, names: TechniqueNames, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._templates = templates
        self._names = names
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddTemplatesCommand) -> Sequence[Outcome]:
        require(caller, Action.TEMPLATES_DRAFT)
        made: list[OwnTemplate] = []
        outcomes: list[Outcome] = []
        async with self._uow:
            known = await looked_up(self._names, [told.techniques for told in command.items])
            for told in command.items:
                try:
                    named = those_named(known, told.techniques, "/techniques")
                    template = OwnTemplate(self._ids.new(), structs.replace(told, techniques=named), person(caller))
                    template.begin(self._clock.now(), command.comment)
                    made.append(template)
                    outcomes.append(template.id)
                except DomainError as refused:
                    outcomes.append(refused)
            if command.atomic:
                require_all(outcomes)
            await self._templates.save(made)
            await self._uow.commit()
        return outcomes
