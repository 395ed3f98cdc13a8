"""Scoring on a real database: facts in, published records out."""

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import httpx
import msgspec
from dishka import AsyncContainer
from scoring_builders import NOW

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.envelope import decode
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.web.application import create_app
from aegis_contracts.scoring_configurations import SCORING_CONFIGURATIONS
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_kernel.facts import Fact, Topic
from aegis_scoring.bootstrap.container import make_container
from aegis_scoring.bootstrap.groups import GROUPS, PROJECTIONS
from aegis_scoring.entrypoints.http.controllers import CONTROLLERS
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus

T = TypeVar("T")


@dataclass
class ClockOfTests:
    """Stands still until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Rig:
    """One scoring service without its bus: `hear` is what its consumer does with a batch."""

    database: Database
    container: AsyncContainer
    clock: ClockOfTests
    identity: IdentityForTests

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the HTTP interface."""
        app = create_app(
            name="scoring",
            version="0",
            container=self.container,
            identity=self.identity,
            controllers=CONTROLLERS,
            groups=GROUPS,
        )
        async with serving(app) as client:
            yield client

    async def hear(self, *facts: Fact[Any]) -> int:
        return await Handler(PROJECTIONS, self.container, self.clock).apply(list(facts))

    @asynccontextmanager
    async def use(self, what: type[T]) -> AsyncIterator[T]:
        async with self.container() as scope:
            yield await scope.get(what)

    async def published(self, topic: Topic[Any] = SCORING_SCORES) -> list[Fact[Any]]:
        """What was published on `topic` since the last call."""
        async with self.database.raw() as connection:
            rows = await connection.fetch(
                "delete from outbox where topic = $1 returning id, key, headers, value", topic.name
            )
        return [
            decode(topic, row["key"], msgspec.json.decode(row["headers"]), row["value"])
            for row in sorted(rows, key=lambda row: int(row["id"]))
        ]

    async def scores(self) -> list[Fact[TechniqueScore]]:
        return await self.published(SCORING_SCORES)

    async def configurations(self) -> list[Fact[Any]]:
        return await self.published(SCORING_CONFIGURATIONS)

    async def rows(self, table: str, order: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Everything in a table."""
        by = f" order by {', '.join(order)}" if order else ""
        async with self.database.raw() as connection:
            return [dict(row) for row in await connection.fetch(f"select * from {table}{by}")]

    async def execute(self, statement: str, *values: Any) -> None:
        async with self.database.raw() as connection:
            await connection.execute(statement, *values)


@asynccontextmanager
async def rig_on(database: Database) -> AsyncIterator[Rig]:
    clock = ClockOfTests()
    identity = IdentityForTests(clock)
    with ThreadPoolExecutor(1) as threads:
        shared = Shared(bus=MemoryBus(), clock=clock, processes=threads, identity=identity)
        container = make_container(lambda: database, shared, Wake())
        yield Rig(database, container, clock, identity)
        await container.close()
