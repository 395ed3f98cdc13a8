"""Somebody writes a detection rule of our own."""

from dataclasses import dataclass

from msgspec import structs

from aegis_catalog.application.finding.techniques import TechniqueNames, named_techniques
from aegis_catalog.application.own_rules.ports import OwnRules
from aegis_catalog.domain.own_rule import OwnRule, RuleTold
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRuleCommand:
    """Techniques by ids or public ids."""

    told: RuleTold


class AddRule:
    """Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, rules: OwnRules, names: TechniqueNames, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._rules = rules
        self._names = names
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddRuleCommand) -> OwnRule:
        require(caller, Action.RULES_DRAFT)
        async with self._uow:
            named = await named_techniques(self._names, command.told.techniques, "/techniques")
            told = structs.replace(command.told, techniques=named)
            rule = OwnRule(self._ids.new(), told, authors=(caller.name,))
            rule.begin(self._clock.now())
            await self._rules.save(rule)
            await self._uow.commit()
        return rule
