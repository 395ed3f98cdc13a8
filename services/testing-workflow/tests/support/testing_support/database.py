"""The service's database, and units of work on it."""

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_kernel.clock import Clock, SystemClock
from aegis_testing.adapters.persistence.repository import SqlTests
from aegis_testing.domain.test import Test


def unit_of_work(database: Database, clock: Clock | None = None) -> SqlUnitOfWork:
    return SqlUnitOfWork(
        database, service="testing-workflow", clock=clock or SystemClock(), audit=AUDIT_ENTRIES, wake=Wake()
    )


async def put(database: Database, *tests: Test) -> None:
    """Stores tests as they are, as their first version."""
    async with unit_of_work(database) as uow:
        repository = SqlTests(uow)
        for test in tests:
            await repository.add(test)
        await uow.commit()
