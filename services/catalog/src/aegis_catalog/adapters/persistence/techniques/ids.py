"""Techniques found by what people call them: in a use case's transaction, and before a read."""

from uuid import UUID

from aegis_catalog.adapters.persistence.lookup import one_of
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.errors import NotFound


class SqlTechniqueIds:
    """`TechniqueIds`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def find(self, technique: str) -> UUID:
        wanted, argument = one_of("technique", technique)
        driver = await driver_of(self._uow.connection)
        found: UUID | None = await driver.fetchval(f"select id from technique where id = {wanted}", argument)  # noqa: S608  # no input in it
        if found is None:
            raise NotFound("technique_not_found", "There is no such technique.")
        return found


class SqlTechniqueThere:
    """`TechniqueThere`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def require(self, reference: str) -> None:
        wanted, argument = one_of("technique", reference)
        async with self._database.raw() as connection:
            there = await connection.fetchval(f"select exists (select from technique where id = {wanted})", argument)  # noqa: S608  # no input in it
        if not there:
            raise NotFound("technique_not_found", "There is no such technique.")
