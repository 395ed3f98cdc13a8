"""The one metadata of the service's tables, the chassis's among them."""

from sqlalchemy import MetaData
from sqlalchemy.dialects.postgresql import TIMESTAMP

from aegis_chassis.database.tables import NAMING, chassis_tables

INSTANT = TIMESTAMP(timezone=True)

metadata = MetaData(naming_convention=NAMING)
chassis = chassis_tables(metadata)
