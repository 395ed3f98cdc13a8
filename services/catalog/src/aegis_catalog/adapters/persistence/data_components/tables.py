"""Data components: what can be logged. Which technique is seen by which lies with the technique."""

from sqlalchemy import Index, Table

from aegis_catalog.adapters.persistence.columns import item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

data_component = Table("data_component", metadata, *item_columns(), Index(None, "attack_id"))
