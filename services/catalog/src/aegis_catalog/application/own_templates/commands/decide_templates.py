"""A lead approves or retires templates of our own: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from aegis_catalog.application.own_templates.ports import OwnTemplates
from aegis_catalog.domain.own_template import OwnTemplate
from aegis_catalog.domain.people import person
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.clock import Clock
from aegis_kernel.errors import DomainError, Fault, Invalid, NotFound, Stale
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTemplatesCommand:
    """`version` is for one by itself: the one that was decided on. Retiring takes a reason."""

    template_ids: Sequence[UUID]
    decision: Literal["approve", "retire"]
    reason: str = ""
    version: int | None = None
    atomic: bool = False


class DecideTemplates:
    """A result for each. Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, templates: OwnTemplates, clock: Clock) -> None:
        self._uow = uow
        self._templates = templates
        self._clock = clock

    async def __call__(self, caller: Caller, command: DecideTemplatesCommand) -> Sequence[Outcome]:
        require(caller, Action.TEMPLATES_APPROVE)
        outcomes: list[Outcome] = []
        async with self._uow:
            found = await self._templates.several(command.template_ids)
            decided: dict[UUID, OwnTemplate] = {}
            for template_id in command.template_ids:
                try:
                    template = found.get(template_id)
                    if template is None:
                        raise NotFound("template_not_found", "There is no such template of our own.")
                    if template_id in decided:
                        raise Invalid("repeated", "It stands in the list twice.", [Fault("", "Repeated.", "repeated")])
                    if command.version is not None and command.version != template.version:
                        raise Stale(template.version)
                    if command.decision == "approve":
                        template.approve(person(caller), self._clock.now())
                    else:
                        template.retire(command.reason, self._clock.now())
                    decided[template_id] = template
                    outcomes.append(template_id)
                except DomainError as refused:
                    outcomes.append(refused)
            if command.atomic:
                require_all(outcomes)
            await self._templates.save(list(decided.values()))
            await self._uow.commit()
        return outcomes
