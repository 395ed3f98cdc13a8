"""Threat actors read."""

from typing import Any

from sqlalchemy import Integer, Text, cast, exists, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_software, actor_use
from aegis_catalog.adapters.persistence.actors.uses import use_values, uses_of
from aegis_catalog.adapters.persistence.content.tables import publication
from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.reading import (
    applying,
    as_built,
    content_columns,
    content_filters,
    content_values,
    names_one,
    references,
)
from aegis_catalog.adapters.persistence.software.tables import software
from aegis_catalog.adapters.persistence.techniques.below import WIDTH, technique_values_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.actors.queries.actors import (
    ActorCounts,
    ActorDetail,
    ActorFilters,
    ActorRow,
    SoftwareOf,
    UseFilters,
)
from aegis_catalog.application.views.techniques import UsedTechnique
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_kernel.paging import Page, PageRequest

# One expression and not a join: PostgreSQL then counts for the rows of the page only.
_COUNTS = """(
    select array[
        count(distinct technique.id) filter (where way = 'direct'),
        count(distinct technique.id) filter (where way <> 'software'),
        count(distinct technique.id) filter (where way <> 'campaign'),
        count(distinct technique.id),
        (select count(*) from actor_software link
            join software on software.id = link.software_id and software.state = 'active'
            where link.actor_id = actor.id)
    ]
    from (
        select technique_id, way from actor_use where actor_use.actor_id = actor.id
        union all
        select software_use.technique_id, 'software'
        from actor_software
        join software on software.id = actor_software.software_id and software.state = 'active'
        join software_use on software_use.software_id = software.id
        where actor_software.actor_id = actor.id
    ) one_use
    join technique on technique.id = one_use.technique_id and technique.state = 'active'
)"""
_COLUMNS = (
    *content_columns(actor),
    actor.c.aliases,
    literal_column(_COUNTS, ARRAY(Integer)).label("counts"),
)
_LIST = Listing(
    rows=select(*_COLUMNS).select_from(actor),
    filters={
        **content_filters(actor, aliases=True),
        "technique": exists(
            select(1)
            .select_from(actor_use.join(technique, technique.c.id == actor_use.c.technique_id))
            .where(actor_use.c.actor_id == actor.c.id, names_one(technique, "technique"))
        ),
        "software": exists(
            select(1)
            .select_from(actor_software.join(software, software.c.id == actor_software.c.software_id))
            .where(actor_software.c.actor_id == actor.c.id, names_one(software, "software"))
        ),
    },
    sorts={"attack_id": actor.c.attack_id, "name": actor.c.name},
    tie=actor.c.id,
).reader()
_SOFTWARE = """(
    select cast(coalesce(json_agg(json_build_object('id', software.id, 'attack_id', nullif(software.attack_id, ''),
        'name', software.name, 'type', software.type) order by software.attack_id, software.id), '[]') as text)
    from actor_software join software on software.id = actor_software.software_id and software.state = 'active'
    where actor_software.actor_id = actor.id
)"""
_published = (publication.c.topic == CATALOG_ACTORS.name) & (publication.c.key == cast(actor.c.id, Text))
_ONE = compiled(
    select(
        *_COLUMNS,
        func.coalesce(publication.c.version, literal_column("0")),
        actor.c.description,
        literal_column(_SOFTWARE, Text).label("software"),
    )
    .select_from(actor.outerjoin(publication, _published))
    .where(actor.c.id == named(actor))
)
_used = uses_of("actor")
_TECHNIQUES = techniques_below(_used, true(), _used.c.ways, _used.c.uses)


class SqlActorReader:
    """`ActorReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: ActorFilters, request: PageRequest) -> Page[ActorRow]:
        given = content_values(filters) | applying(
            technique=references(filters.technique), software=references(filters.software)
        )
        return await _LIST.page(self._database, request, given, _row)

    async def one(self, reference: str) -> ActorDetail | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(naming(reference)))
        return None if row is None else _detail(*row)

    async def techniques(self, reference: str, filters: UseFilters, request: PageRequest) -> Page[UsedTechnique]:
        given = applying(state=list(filters.state), domain=list(filters.domain))
        bound = naming(reference) | {"way": list(filters.way)}
        found = await _TECHNIQUES.page(self._database, request, given, _technique, bound=bound)
        await require_owner(found, self._database, "actor", "threat actor", reference)
        return found


def _row(*columns: Any) -> ActorRow:
    values = (*columns[:14], ActorCounts(*columns[14]))
    return ActorRow(*values)


def _detail(*columns: Any) -> ActorDetail:
    version, description, listed = columns[15:]
    values = (*columns[:14], ActorCounts(*columns[14]), version, description, as_built(listed, list[SoftwareOf]))
    return ActorDetail(*values)


def _technique(*columns: Any) -> UsedTechnique:
    values = (*technique_values_of(*columns), *use_values(columns[WIDTH], columns[WIDTH + 1]))
    return UsedTechnique(*values)
