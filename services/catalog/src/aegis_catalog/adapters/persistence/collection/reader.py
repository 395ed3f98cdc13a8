"""What is collected of data components, read."""

from aegis_catalog.adapters.persistence.lookup import one_of
from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.application.collection.queries.collection import CollectionView
from aegis_catalog.domain.collection import Collected
from aegis_chassis.database.pool import Database

_ONE = """
select data_component.id, coalesce(component_collection.version, 0) as version,
    (select coalesce(json_object_agg(platform, component_collected.state order by platform), '{}')::text
        from component_collected where component_id = data_component.id) as collection
from data_component left join component_collection on component_collection.id = data_component.id
where data_component.id =
"""


class SqlCollectionReader:
    """`CollectionReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, reference: str) -> CollectionView | None:
        wanted, argument = one_of("data_component", reference)
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE + wanted, argument)
        if row is None:
            return None
        return CollectionView(row["id"], row["version"], as_built(row["collection"], dict[str, Collected]))
