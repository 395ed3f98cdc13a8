"""Somebody says how rules stand in our tools: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from aegis_catalog.application.deployments.ports import Deployments
from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.domain.deployment import DeploymentTold, deployed
from aegis_catalog.domain.people import person
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.clock import Clock
from aegis_kernel.errors import DomainError, Fault, Invalid, NotFound, Stale
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDeployment:
    """A rule and a tool, by id; `version` is the deployment's that the caller saw, None: whatever it is."""

    rule: str
    tool: str
    told: DeploymentTold
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployRulesCommand:
    items: Sequence[RuleDeployment]
    reason: str = ""
    atomic: bool = False


class DeployRules:
    """A result for each. Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, deployments: Deployments, finder: Finder, clock: Clock) -> None:
        self._uow = uow
        self._deployments = deployments
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, command: DeployRulesCommand) -> Sequence[Outcome]:
        require(caller, Action.DEPLOYMENTS_EDIT)
        reason = short_reason(command.reason)
        async with self._uow:
            rules = await self._finder.find("rule", [item.rule for item in command.items])
            tools = await self._finder.find("tool", [item.tool for item in command.items])
            places = [(rule, tool) for rule, tool in zip(rules, tools, strict=True) if rule and tool]
            present = dict(await self._deployments.of(places))
            changed = {}
            outcomes: list[Outcome] = []
            for item, rule, tool in zip(command.items, rules, tools, strict=True):
                try:
                    if rule is None:
                        raise NotFound("rule_not_found", "There is no such rule.")
                    if tool is None:
                        detail = "There is no such tool."
                        raise Invalid("tool_not_found", detail, [Fault("/tool", detail, "tool_not_found")])
                    before = present.get((rule, tool))
                    if item.version is not None and item.version != (before.version if before else 0):
                        raise Stale(before.version if before else 0)
                    if (rule, tool) in changed:
                        detail = "It stands in the list twice."
                        raise Invalid("repeated", detail, [Fault("/rule", detail, "repeated")])
                    after = deployed((rule, tool), before, item.told, self._clock.now())
                    if after is not None:
                        changed[rule, tool] = after
                    outcomes.append(rule)
                except DomainError as refused:
                    outcomes.append(refused)
            if command.atomic:
                require_all(outcomes)
            await self._deployments.save(list(changed.values()), person(caller), reason=reason or None)
            await self._uow.commit()
        return outcomes
