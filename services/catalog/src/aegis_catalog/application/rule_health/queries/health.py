"""How one rule fares, and in which tests."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.rules.queries.rules import RuleHealth
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


class RuleInTest(Struct, frozen=True):
    """What a validated test found of a rule in a tool: ``fired``, ``silent``, ``not_evaluated``."""

    test_id: UUID
    tool: str
    expected: bool
    outcome: str
    at: datetime


class RuleHealthDetail(Struct, frozen=True):
    """Counts over validated tests, and the latest results, at most 100."""

    rule_id: UUID
    health: RuleHealth
    results: list[RuleInTest]


class RuleHealthReader(Protocol):
    async def of(self, rule_id: UUID) -> RuleHealthDetail | None:
        """None: there is no such rule."""
        ...


class HealthOfRules:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: RuleHealthReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, rule_id: UUID) -> RuleHealthDetail:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.of(rule_id)
        if found is None:
            raise NotFound("rule_not_found", "There is no such rule.")
        return found
