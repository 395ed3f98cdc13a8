"""Sends every user's present state again."""

from sqlalchemy import select

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.identity_users import IDENTITY_USERS, UserState
from aegis_identity.adapters.persistence.tables import user_account as table


class SqlRepublishing:
    """Publishes from the table, in the open unit of work."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def users(self) -> int:
        """Every user as they are, with the version that they have. How many."""
        rows = (await self._unit.connection.execute(select(table).order_by(table.c.id))).all()
        for row in rows:
            self._unit.publish(
                IDENTITY_USERS,
                key=str(row.id),
                version=row.version,
                type_="UserChanged",
                state=UserState(
                    id=row.id,
                    name=row.name,
                    roles=tuple(row.roles),
                    teams=tuple(row.teams),
                    active=row.active,
                    tokens_valid_from=row.tokens_valid_from,
                ),
            )
        return len(rows)
