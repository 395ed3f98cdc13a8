"""The catalogue's container on a test's database, and facts handed to it as its consumer would."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from dishka import AsyncContainer
from litestar import Litestar

from aegis_catalog.bootstrap.container import container
from aegis_catalog.bootstrap.groups import PROJECTIONS
from aegis_catalog.entrypoints.http.controllers import CONTROLLERS
from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.web.application import create_app
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from catalog_support.clock import StillClock


class CatalogForTests:
    """The service: `hear` is its consumer, `container` all the rest."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.database = database
        self.clock = clock or StillClock()
        self.identity = IdentityForTests(self.clock)
        shared = Shared(bus=MemoryBus(), clock=self.clock, processes=ThreadPoolExecutor(1), identity=self.identity)
        self.container: AsyncContainer = container(lambda: database, shared, Wake())
        self._handler = Handler(PROJECTIONS, self.container, self.clock)

    async def hear(self, *batches: Sequence[Fact[Any]]) -> None:
        """Takes batches of facts, each in one transaction."""
        for batch in batches:
            await self._handler.apply(batch)

    async def rows(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        async with self.database.raw() as connection:
            return [tuple(row) for row in await connection.fetch(sql, *arguments)]

    async def events(self, topic: str = "") -> list[tuple[str, str, int, Any]]:
        """What was published since the last call: short topic, short type, version, data; oldest first."""
        rows = await self.rows("select topic, headers, value from outbox order by id")
        await self.rows("delete from outbox")
        told = []
        for name, headers, value in rows:
            said = msgspec.json.decode(headers)
            told.append((name, said["ce_type"], int(said["ce_sequence"]), msgspec.json.decode(value)))
        return [event for event in told if topic in event[0]]

    def app(self) -> Litestar:
        """The application, as the service builds it."""
        return create_app(
            name="catalog",
            version="0",
            container=self.container,
            identity=self.identity,
            controllers=CONTROLLERS,
            groups=[PROJECTIONS],
        )

    async def get(self, kind: type[Any]) -> Any:
        """Something of the process's scope (a reader)."""
        return await self.container.get(kind)

    async def act(self, kind: type[Any], *arguments: Any) -> Any:
        """Calls a use case in a scope of its own."""
        async with self.container() as scope:
            use_case = await scope.get(kind)
            return await use_case(*arguments)
