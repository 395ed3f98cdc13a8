"""What one group does with a batch of records: one transaction of inbox, replicas and reactions."""

from collections.abc import Sequence
from typing import Any

from dishka import AsyncContainer

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import Delivered
from aegis_chassis.messaging.envelope import Undecodable, decode
from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_chassis.messaging.inbox import claim_ids, claim_versions, recent
from aegis_chassis.messaging.replicas import apply_replica
from aegis_chassis.observability.operation import Operation, operating
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact


class Handler:
    """Applies batches for one group of one service. Every call is all or nothing."""

    def __init__(self, group: Group, container: AsyncContainer, clock: Clock) -> None:
        self.group = group
        self._hearings: dict[str, Hearing[Any]] = {hearing.topic.name: hearing for hearing in group.hearings}
        self._container = container
        self._clock = clock

    def decode(self, record: Delivered) -> Fact[Any]:
        """The fact that a record carries. Raises `Undecodable`, for a topic that the group does not hear too."""
        hearing = self._hearings.get(record.partition.topic)
        if hearing is None:
            raise Undecodable(f"the group {self.group.name} does not hear {record.partition.topic}")
        return decode(hearing.topic, record.key, record.headers, record.value)

    async def apply(self, facts: Sequence[Fact[Any]]) -> int:
        """Handles `facts`, in order per key, in one transaction. How many were new."""
        with operating(Operation(name=f"consume {self.group.name}")):
            async with self._container() as scope:
                unit = await scope.get(SqlUnitOfWork)
                async with unit:
                    new = await self._claim(unit, facts)
                    if new:
                        await self._react(scope, unit, new)
                    await unit.commit()
        return len(new)

    async def _claim(self, unit: SqlUnitOfWork, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
        if self.group.effects:
            facts = recent(facts, now=self._clock.now(), max_age_seconds=self.group.max_age_seconds)
            return await claim_ids(unit.connection, self.group.name, facts)
        versioned = [fact for fact in facts if not self._hearings[fact.topic].topic.append_only]
        appended = [fact for fact in facts if self._hearings[fact.topic].topic.append_only]
        return [
            *await claim_versions(unit.connection, self.group.name, versioned),
            *await claim_ids(unit.connection, self.group.name, appended),
        ]

    async def _react(self, scope: AsyncContainer, unit: SqlUnitOfWork, facts: Sequence[Fact[Any]]) -> None:
        of_topic: dict[str, list[Fact[Any]]] = {}
        for fact in facts:
            of_topic.setdefault(fact.topic, []).append(fact)
        for topic, hearing in self._hearings.items():
            heard = of_topic.get(topic)
            if not heard:
                continue
            if hearing.replica is not None:
                await apply_replica(unit.connection, hearing.replica, heard)
            if hearing.reaction is not None:
                reaction = await scope.get(hearing.reaction)
                await reaction(heard)
