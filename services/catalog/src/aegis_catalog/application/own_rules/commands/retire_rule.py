"""Somebody takes a detection rule of our own out of the catalogue, or takes that back."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.own_rules.ports import OwnRules
from aegis_catalog.domain.own_rule import OwnRule
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRuleCommand:
    """`back`: it is to be active again."""

    rule_id: UUID
    version: int | None
    reason: str
    back: bool = False


class RetireRule:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, rules: OwnRules, clock: Clock) -> None:
        self._uow = uow
        self._rules = rules
        self._clock = clock

    async def __call__(self, caller: Caller, command: RetireRuleCommand) -> OwnRule:
        require(caller, Action.RULES_DRAFT)
        async with self._uow:
            rule = await self._rules.get(command.rule_id, expected=command.version)
            if command.back:
                rule.reinstate(command.reason, self._clock.now())
            else:
                rule.retire(command.reason, self._clock.now())
            await self._rules.save(rule)
            await self._uow.commit()
        return rule
