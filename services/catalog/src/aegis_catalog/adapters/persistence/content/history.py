"""Histories read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text, cast, select

from aegis_catalog.adapters.persistence.actors.tables import actor
from aegis_catalog.adapters.persistence.adversaries.tables import adversary
from aegis_catalog.adapters.persistence.content.tables import history
from aegis_catalog.adapters.persistence.defences.tables import defence
from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.adapters.persistence.rules.tables import rule
from aegis_catalog.adapters.persistence.software.tables import software
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.adapters.persistence.templates.tables import template
from aegis_catalog.application.history.queries.history import HistoryEntry, Kind
from aegis_chassis.database.listing import Listing, ListReader
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.catalog_adversaries import CATALOG_ADVERSARIES
from aegis_contracts.catalog_defences import CATALOG_DEFENCES
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.catalog_software import CATALOG_SOFTWARE
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_kernel.paging import Page, PageRequest


def _list(table: Any, topic: str) -> ListReader:
    rows = select(
        history.c.version, history.c.at, history.c.type, history.c.changed, history.c.reason, history.c.actor_id
    ).where(history.c.topic == topic, history.c.key == cast(named(table), Text))
    return Listing(rows=rows, filters={}, sorts={"version": history.c.version}, tie=history.c.version).reader()


_LISTS: Mapping[Kind, tuple[ListReader, str, str]] = {
    "technique": (_list(technique, CATALOG_TECHNIQUES.name), "technique", "technique"),
    "actor": (_list(actor, CATALOG_ACTORS.name), "actor", "threat actor"),
    "template": (_list(template, CATALOG_TEMPLATES.name), "template", "template"),
    "adversary": (_list(adversary, CATALOG_ADVERSARIES.name), "adversary", "adversary"),
    "rule": (_list(rule, CATALOG_RULES.name), "rule", "rule"),
    "defence": (_list(defence, CATALOG_DEFENCES.name), "defence", "defence"),
    "software": (_list(software, CATALOG_SOFTWARE.name), "software", "software"),
}


class SqlHistoryReader:
    """`HistoryReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, kind: Kind, reference: str, request: PageRequest) -> Page[HistoryEntry]:
        reader, table, noun = _LISTS[kind]
        found = await reader.page(self._database, request, {}, _entry, bound=naming(reference))
        await require_owner(found, self._database, table, noun, reference)
        return found


def _entry(*columns: Any) -> HistoryEntry:
    version, at, type_, changed, reason, actor_id = columns
    return HistoryEntry(version, at, type_, as_built(changed, dict[str, Any]), reason, actor_id)
