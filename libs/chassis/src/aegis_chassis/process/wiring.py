"""What every service's container holds: the chassis's parts, under the names that use cases and adapters ask for."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor

from dishka import AnyOf, Provider, Scope, provide

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_kernel.audit import AuditEntry
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Topic
from aegis_kernel.ids import Ids, RandomIds
from aegis_kernel.unit_of_work import UnitOfWork


class ChassisProvider(Provider):
    """The database (closed with the container), clock, ids, bus and executor for the whole process; a unit of work
    for each request, batch or job."""

    def __init__(
        self,
        *,
        service: str,
        open_database: Callable[[], Database],
        shared: Shared,
        wake: Wake,
        audit: Topic[AuditEntry],
    ) -> None:
        super().__init__()
        self._service = service
        self._open_database = open_database
        self._shared = shared
        self._wake = wake
        self._audit = audit

    @provide(scope=Scope.APP)
    async def database(self) -> AsyncIterator[Database]:
        database = self._open_database()
        yield database
        await database.close()

    @provide(scope=Scope.APP)
    def clock(self) -> Clock:
        return self._shared.clock

    @provide(scope=Scope.APP)
    def ids(self) -> Ids:
        return RandomIds()

    @provide(scope=Scope.APP)
    def bus(self) -> Bus:
        return self._shared.bus

    @provide(scope=Scope.APP)
    def processes(self) -> Executor:
        return self._shared.processes

    @provide(scope=Scope.REQUEST)
    def unit_of_work(self, database: Database, clock: Clock) -> AnyOf[SqlUnitOfWork, UnitOfWork]:
        return SqlUnitOfWork(database, service=self._service, clock=clock, audit=self._audit, wake=self._wake)
