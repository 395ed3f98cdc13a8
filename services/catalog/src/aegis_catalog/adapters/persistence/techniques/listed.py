"""Makes the items of the list of techniques, whenever something that they show has changed. All but their counts, which
change with every batch of rules: the list puts these behind each item, from a table of their own.
"""

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, any_, bindparam, or_
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.techniques.listing import ROWS, technique_row
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

# The rows are locked before they are read, so that of two writers the second sees what the first wrote.
_LOCKED = ROWS.add_columns(technique.c.listed).order_by(technique.c.id).with_for_update(of=technique)
_ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
_THEMSELVES = compiled(_LOCKED.where(technique.c.id == _ids))
_SHOWING = compiled(
    _LOCKED.where(or_(technique.c.id == _ids, technique.c.parent_id == _ids, technique.c.revoked_by == _ids))
)
_SET = """
update technique set listed = given.listed
from unnest($1::uuid[], $2::bytea[]) as given(id, listed)
where technique.id = given.id
"""

_NOT_YET = b"0"
"""What stands for the counts, last in an item: cut off with the brace behind it."""

_encode = msgspec.json.Encoder().encode


async def list_techniques(uow: SqlUnitOfWork, ids: Collection[UUID], *, renamed: bool = False) -> None:
    """Makes the items of the techniques `ids` as they now are. `renamed`: they may be called otherwise than before, so
    that items which show one as their parent or successor are made anew too."""
    driver = await driver_of(uow.connection)
    statement = _SHOWING if renamed else _THEMSELVES
    changed: dict[UUID, bytes] = {}
    for row in await driver.fetch(statement.sql, *statement.arguments({"ids": list(ids)})):
        *shown, present = row
        listed = _encode(technique_row(*shown, counts=msgspec.Raw(_NOT_YET)))[: -len(_NOT_YET) - 1]
        if listed != present:
            changed[shown[0]] = listed
    if changed:
        await driver.execute(_SET, list(changed), list(changed.values()))
