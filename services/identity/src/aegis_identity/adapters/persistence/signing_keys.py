"""Signing keys on PostgreSQL, their private halves sealed."""

from collections.abc import Sequence

from joserfc.jwk import OKPKey
from sqlalchemy import delete, insert, select, text

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_identity.adapters.keys.sealing import Seal
from aegis_identity.adapters.persistence.tables import signing_key as table
from aegis_identity.domain.signing_key import SigningKey

_LOCK = text("select pg_advisory_xact_lock(hashtext('aegis.identity.signing_key'))")


class SqlSigningKeys:
    """The table `signing_key`."""

    def __init__(self, unit: SqlUnitOfWork, seal: Seal) -> None:
        self._unit = unit
        self._seal = seal

    async def all(self) -> Sequence[SigningKey]:
        await self._unit.connection.execute(_LOCK)
        columns = (table.c.kid, table.c.signs_from, table.c.signs_until, table.c.told_until)
        rows = await self._unit.connection.execute(select(*columns).order_by(table.c.signs_from))
        return [
            SigningKey(kid=row.kid, signs_from=row.signs_from, signs_until=row.signs_until, told_until=row.told_until)
            for row in rows
        ]

    async def make(self, key: SigningKey) -> None:
        made = OKPKey.generate_key("Ed25519", {"kid": key.kid, "use": "sig", "alg": "Ed25519"})
        await self._unit.connection.execute(
            insert(table).values(
                kid=key.kid,
                sealed=self._seal.close(made.as_der(private=True), key.kid),
                public=dict(made.as_dict(private=False)),
                signs_from=key.signs_from,
                signs_until=key.signs_until,
                told_until=key.told_until,
            )
        )

    async def drop(self, kids: Sequence[str]) -> None:
        if kids:
            await self._unit.connection.execute(delete(table).where(table.c.kid.in_(kids)))
