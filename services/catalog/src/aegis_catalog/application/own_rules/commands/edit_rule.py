"""Somebody says otherwise what a detection rule of our own is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import structs

from aegis_catalog.application.finding.techniques import TechniqueNames, named_techniques
from aegis_catalog.application.own_rules.ports import OwnRules
from aegis_catalog.domain.own_rule import OwnRule
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRuleCommand:
    """`fields` are those of a `RuleTold` that are said otherwise; techniques by ids or public ids."""

    rule_id: UUID
    version: int | None
    fields: dict[str, Any]


class EditRule:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, rules: OwnRules, names: TechniqueNames, clock: Clock) -> None:
        self._uow = uow
        self._rules = rules
        self._names = names
        self._clock = clock

    async def __call__(self, caller: Caller, command: EditRuleCommand) -> OwnRule:
        require(caller, Action.RULES_DRAFT)
        async with self._uow:
            rule = await self._rules.get(command.rule_id, expected=command.version)
            fields = dict(command.fields)
            if "techniques" in fields:
                fields["techniques"] = await named_techniques(self._names, fields["techniques"], "/techniques")
            rule.edit(structs.replace(rule.told, **fields), self._clock.now())
            await self._rules.save(rule)
            await self._uow.commit()
        return rule
