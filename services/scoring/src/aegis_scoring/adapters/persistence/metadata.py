"""The one metadata of the service's tables, the chassis's among them, and types that several share."""

from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from aegis_chassis.database.tables import NAMING, chassis_tables

INSTANT = TIMESTAMP(timezone=True)
WORDS = ARRAY(Text)
IDS = ARRAY(Uuid)

metadata = MetaData(naming_convention=NAMING)
chassis = chassis_tables(metadata)


def period_table(name: str, key: str, *columns: Column[Any], key_type: Any = Uuid) -> Table:
    """A table of periods: every version of a thing with the time in which it was what was known of it.

    `known_to` is the end of the period (`periods.FOREVER` for the present one), `digest` is of the columns after it.
    """
    return Table(
        name,
        metadata,
        Column(key, key_type, primary_key=True),
        Column("version", BigInteger, primary_key=True),
        Column("known_from", INSTANT, nullable=False),
        Column("known_to", INSTANT, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        *columns,
    )
