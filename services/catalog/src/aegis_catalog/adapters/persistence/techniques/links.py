"""What is linked to a technique, read."""

from typing import Any

from sqlalchemy import any_, select

from aegis_catalog.adapters.persistence.actors.tables import actor
from aegis_catalog.adapters.persistence.actors.uses import use_values, uses_of
from aegis_catalog.adapters.persistence.data_components.reader import DATA_COMPONENTS, component_row
from aegis_catalog.adapters.persistence.data_components.tables import data_component
from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.reading import applying, words
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_component
from aegis_catalog.application.actors.queries.actors import ActorUsing
from aegis_catalog.application.data_components.queries.data_components import DataComponentRow
from aegis_catalog.domain.content import State
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.words import Way
from aegis_kernel.paging import Page, PageRequest

_used = uses_of("technique")
_ACTORS = Listing(
    rows=select(
        actor.c.id,
        actor.c.attack_id,
        actor.c.name,
        actor.c.state,
        actor.c.domains,
        actor.c.aliases,
        _used.c.ways,
        _used.c.uses,
    ).select_from(_used.join(actor, actor.c.id == _used.c.actor_id)),
    filters={"state": actor.c.state == any_(words("state"))},
    sorts={"attack_id": actor.c.attack_id, "name": actor.c.name},
    tie=actor.c.id,
).reader()
_COMPONENTS = Listing(
    rows=DATA_COMPONENTS.rows.where(
        data_component.c.id.in_(
            select(technique_component.c.component_id).where(technique_component.c.technique_id == named(technique))
        )
    ),
    filters={"state": data_component.c.state == any_(words("state"))},
    sorts={"attack_id": data_component.c.attack_id, "name": data_component.c.name},
    tie=data_component.c.id,
).reader()


class SqlTechniqueLinkReader:
    """`TechniqueLinkReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def actors(
        self, reference: str, ways: tuple[Way, ...], states: tuple[State, ...], request: PageRequest
    ) -> Page[ActorUsing]:
        bound = naming(reference) | {"way": list(ways)}
        found = await _ACTORS.page(self._database, request, applying(state=list(states)), _actor, bound=bound)
        await require_owner(found, self._database, "technique", "technique", reference)
        return found

    async def components(
        self, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[DataComponentRow]:
        given = applying(state=list(states))
        found = await _COMPONENTS.page(self._database, request, given, component_row, bound=naming(reference))
        await require_owner(found, self._database, "technique", "technique", reference)
        return found


def _actor(*columns: Any) -> ActorUsing:
    values = (*columns[:6], *use_values(columns[6], columns[7]))
    return ActorUsing(*values)
