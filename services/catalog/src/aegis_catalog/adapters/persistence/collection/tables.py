"""What is collected of each data component, by platform."""

from sqlalchemy import BigInteger, Column, Table, Text, Uuid

from aegis_catalog.adapters.persistence.metadata import metadata

component_collection = Table(
    "component_collection",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
"""The id is the data component's."""

component_collected = Table(
    "component_collected",
    metadata,
    Column("component_id", Uuid, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("state", Text, nullable=False),
)
