"""The one metadata of the service's tables, the chassis's among them."""

from sqlalchemy import MetaData

from aegis_chassis.database.tables import NAMING, chassis_tables

metadata = MetaData(naming_convention=NAMING)
chassis = chassis_tables(metadata)
