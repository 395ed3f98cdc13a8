"""Second factors as they are read."""

from uuid import UUID

from aegis_chassis.database.pool import Database
from aegis_identity.application.queries.second_factors import SecondFactorView

_OF = "select confirmed_at, cardinality(recovery) as recovery from second_factor where user_id = $1"


class SqlSecondFactorsReader:
    """`SecondFactorsReader` on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: UUID) -> SecondFactorView:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_OF, user_id)
        if row is None:
            return SecondFactorView(on=False)
        on = row["confirmed_at"] is not None
        return SecondFactorView(
            on=on, confirmed_at=row["confirmed_at"], recovery_codes_left=row["recovery"] if on else 0, pending=not on
        )
