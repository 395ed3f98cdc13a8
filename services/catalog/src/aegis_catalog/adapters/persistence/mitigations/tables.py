"""Mitigations. What each mitigates lies with the technique."""

from sqlalchemy import Index, Table

from aegis_catalog.adapters.persistence.columns import item_columns
from aegis_catalog.adapters.persistence.metadata import metadata

mitigation = Table("mitigation", metadata, *item_columns(), Index(None, "attack_id"))
