"""Public ids of techniques that people name, in a use case's transaction."""

from collections.abc import Sequence

from aegis_catalog.adapters.persistence.lookup import PREFERRED, several
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_PUBLIC_IDS = f"""
select (
    select attack_id from technique where id = given.id or attack_id = given.public_id order by {PREFERRED} limit 1
) as public_id
from unnest($1::uuid[], $2::text[]) with ordinality as given(id, public_id, place)
order by place
"""  # noqa: S608  # put together from constants


class SqlTechniqueNames:
    """`TechniqueNames`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def public_ids(self, references: Sequence[str]) -> list[str | None]:
        driver = await driver_of(self._uow.connection)
        return [row["public_id"] or None for row in await driver.fetch(_PUBLIC_IDS, *several(references))]
