"""Reporting on a real database: facts in, what people read out."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from dishka import AsyncContainer
from reporting_facts import NOW

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.settings import Secret
from aegis_kernel.facts import Fact
from aegis_kernel.rights import Caller, Role
from aegis_reporting.bootstrap.groups import EFFECTS, PROJECTIONS
from aegis_reporting.bootstrap.service import service
from aegis_reporting.bootstrap.settings import ReportingSettings
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus

T = TypeVar("T")


def caller(*roles: Role) -> Caller:
    return Caller(id=UUID(int=7), name="Somebody", roles=frozenset(roles or {Role.VIEWER}))


AUDITOR = caller(Role.AUDITOR)
VIEWER = caller(Role.VIEWER)


@dataclass
class ClockOfTests:
    """Stands still until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Rig:
    """One reporting service without its bus: `hear` is what its consumers do with a batch."""

    database: Database
    service: Service
    bus: MemoryBus
    clock: ClockOfTests
    key_path: Path
    identity: IdentityForTests

    @property
    def container(self) -> AsyncContainer:
        return self.service.container

    async def hear(self, *facts: Fact[Any]) -> int:
        """Takes facts of any topic, each to the group that hears it."""
        new = 0
        for group in (PROJECTIONS, EFFECTS):
            heard = [one for one in facts if one.topic in group.topics]
            if heard:
                new += await Handler(group, self.container, self.clock).apply(heard)
        return new

    async def get(self, what: type[T]) -> T:
        """Something of the whole process: a reader, a query."""
        return await self.container.get(what)

    @asynccontextmanager
    async def use(self, what: type[T]) -> AsyncIterator[T]:
        """Something of one unit of work."""
        async with self.container() as scope:
            yield await scope.get(what)

    async def rows(self, table: str, order: str = "1") -> list[dict[str, Any]]:
        """Everything in a table."""
        async with self.database.raw() as connection:
            return [dict(row) for row in await connection.fetch(f"select * from {table} order by {order}")]

    async def execute(self, statement: str, *values: Any) -> str:
        async with self.database.raw() as connection:
            return str(await connection.execute(statement, *values))


@asynccontextmanager
async def rig_on(database: Database, folder: Path) -> AsyncIterator[Rig]:
    clock = ClockOfTests()
    key_path = folder / "keys" / "audit.pem"
    settings = ReportingSettings(database_url=Secret(database.dsn), bus="postgres", audit_key_path=key_path)
    with ThreadPoolExecutor(1) as threads:
        identity = IdentityForTests(clock)
        bus = MemoryBus()
        made = service(settings, Shared(bus=bus, clock=clock, processes=threads, identity=identity))
        try:
            yield Rig(database, made, bus, clock, key_path, identity)
        finally:
            await made.container.close()
