"""What is linked to a technique because its own text names it: templates, rules, defences."""

from typing import Protocol, TypeVar

from aegis_catalog.application.defences.queries.defences import DefenceFilters, DefenceRow, Defences
from aegis_catalog.application.rules.queries.rules import RuleFilters, RuleRow, Rules
from aegis_catalog.application.templates.queries.templates import TemplateFilters, TemplateRow, Templates
from aegis_catalog.domain.content import State
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Caller

Row = TypeVar("Row")


class TechniqueThere(Protocol):
    async def require(self, reference: str) -> None:
        """Raises `NotFound` when there is no technique with this id or public id."""
        ...


class LinkedToTechnique:
    """Links to a technique are those of the items that name it, or one that it has followed; what names its parent or
    a sub-technique alone is linked to that. Raises `Forbidden`, `NotFound`."""

    def __init__(self, templates: Templates, rules: Rules, defences: Defences, there: TechniqueThere) -> None:
        self._templates = templates
        self._rules = rules
        self._defences = defences
        self._there = there

    async def templates(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[TemplateRow]:
        """The templates that try it."""
        filters = TemplateFilters(state=states, technique=(reference,))
        return await self._or_not_found(await self._templates.page(caller, filters, request), reference)

    async def rules(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[RuleRow]:
        """The detection rules that should see it."""
        filters = RuleFilters(state=states, technique=(reference,))
        return await self._or_not_found(await self._rules.page(caller, filters, request), reference)

    async def defences(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[DefenceRow]:
        """The defences that counter it."""
        filters = DefenceFilters(state=states, technique=(reference,))
        return await self._or_not_found(await self._defences.page(caller, filters, request), reference)

    async def _or_not_found(self, page: Page[Row], reference: str) -> Page[Row]:
        """Looks for the technique only when nothing was found."""
        if not page.items:
            await self._there.require(reference)
        return page
