"""Second factors on PostgreSQL, their secrets sealed."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_identity.adapters.keys.sealing import Seal
from aegis_identity.adapters.persistence.tables import second_factor as table
from aegis_identity.domain.second_factor import SecondFactor


class SqlSecondFactors:
    """The table `second_factor`. The user's id is bound into the seal: a row that is copied to somebody else does not
    open."""

    def __init__(self, unit: SqlUnitOfWork, seal: Seal) -> None:
        self._unit = unit
        self._seal = seal

    async def of(self, user_id: UUID) -> SecondFactor | None:
        found = await self._unit.connection.execute(select(table).where(table.c.user_id == user_id).with_for_update())
        row = found.one_or_none()
        if row is None:
            return None
        return SecondFactor(
            user_id=row.user_id,
            secret=self._seal.open(row.sealed, _label(user_id)),
            made_at=row.made_at,
            confirmed_at=row.confirmed_at,
            last_step=row.last_step,
            recovery=frozenset(row.recovery),
        )

    async def keep(self, factor: SecondFactor) -> None:
        values = {
            "sealed": self._seal.close(factor.secret, _label(factor.user_id)),
            "made_at": factor.made_at,
            "confirmed_at": factor.confirmed_at,
            "last_step": factor.last_step,
            "recovery": sorted(factor.recovery),
        }
        row = insert(table).values(user_id=factor.user_id, **values)
        await self._unit.connection.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=values))

    async def drop(self, user_id: UUID) -> bool:
        return (await self._unit.connection.execute(delete(table).where(table.c.user_id == user_id))).rowcount > 0


def _label(user_id: UUID) -> str:
    return f"second factor of {user_id}"
