"""Whether there is such a technique, for reads."""

from aegis_catalog.adapters.persistence.lookup import one_of
from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound


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
