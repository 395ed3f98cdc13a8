"""Successions: tests follow a technique that was revoked, split or merged; an undone one leads them back.

Successions and techniques are topics of their own, without an order between them: a succession may come before the
technique that it leads to. So both are listened to, and each looks for what the other left waiting.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_testing.application.ports import ManyTests
from aegis_testing.domain.moves.follow import retarget


class FollowSuccessions:
    """Retargets tests by the successions that now stand."""

    def __init__(self, tests: ManyTests, clock: Clock) -> None:
        self._tests = tests
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[SuccessionState]], /) -> None:
        await _retarget(self._tests, self._clock, facts[-1], None)


class FollowTechniques:
    """Retargets tests that waited for a technique to be told of."""

    def __init__(self, tests: ManyTests, clock: Clock) -> None:
        self._tests = tests
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[TechniqueState]], /) -> None:
        await _retarget(self._tests, self._clock, facts[-1], {fact.state.id for fact in facts})


async def _retarget(tests: ManyTests, clock: Clock, because: Fact[Any], targets: Collection[UUID] | None) -> None:
    moving = await tests.to_retarget(targets)
    for test, technique in moving:
        retarget(test, technique, clock.now())
    await tests.save_all([test for test, _ in moving], because=because)
