"""Entries of feeds read."""

from typing import Any

from sqlalchemy import any_, literal_column, select

from aegis_catalog.adapters.persistence.contents import ContentList, Filter, SqlContents, by_link, by_word
from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.intel.tables import intel
from aegis_catalog.adapters.persistence.reading import (
    applying,
    as_built,
    content_columns,
    content_filters,
    content_values,
    or_epoch,
    version_of,
    words,
)
from aegis_catalog.adapters.persistence.techniques.naming_items import names_in, techniques_of
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name
from aegis_catalog.application.intel.queries.intel import IntelDetail, IntelFilters, IntelRow
from aegis_catalog.application.views.content import ItemRef, PersonRef
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_intel import CATALOG_INTEL
from aegis_kernel.paging import Page, PageRequest

_links = technique_name.join(technique, technique.c.id == technique_name.c.technique_id)


def _values(*columns: Any) -> tuple[Any, ...]:
    by, by_name, at, techniques, unknown = columns[19:24]
    return (
        *columns[:19],
        None if by is None else PersonRef(by, by_name),
        at,
        as_built(techniques, list[ItemRef]),
        unknown,
    )


def _row(*columns: Any) -> IntelRow:
    values = _values(*columns)
    return IntelRow(*values)


def _detail(*columns: Any) -> IntelDetail:
    values = (*_values(*columns), *columns[24:])
    return IntelDetail(*values)


INTEL = ContentList[IntelFilters, IntelRow, IntelDetail](
    table=intel,
    noun="intel item",
    rows=select(
        *content_columns(intel),
        intel.c.link,
        intel.c.feeds,
        intel.c.authors,
        intel.c.published,
        intel.c.first_seen,
        intel.c.triage,
        intel.c.triaged_by,
        intel.c.triaged_by_name,
        intel.c.triaged_at,
        techniques_of(intel).label("techniques"),
        names_in(intel, unresolved=True).label("unknown"),
    ),
    row=_row,
    detail=_detail,
    more=(version_of(intel, CATALOG_INTEL.name), intel.c.description, intel.c.content),
    filters={
        "feed": Filter(intel.c.feeds.overlap(words("feed"))),
        "technique": by_link(_links, technique_name.c.item_id == intel.c.id, technique, "technique"),
        "triage": by_word(intel.c.triage, "triage"),
    },
    sorts={"published": or_epoch(intel.c.published)},
)

_names_it = select(technique_name.c.item_id).where(
    technique_name.c.kind == literal_column("'intel'"), technique_name.c.technique_id == named(technique)
)
_OF_TECHNIQUE = Listing(
    rows=INTEL.rows.where(intel.c.id.in_(_names_it)),
    filters={
        **content_filters(intel),
        "feed": intel.c.feeds.overlap(words("feed")),
        "triage": intel.c.triage == any_(words("triage")),
    },
    sorts={"published": or_epoch(intel.c.published), "name": intel.c.name},
    tie=intel.c.id,
).reader()


class SqlIntelReader(SqlContents[IntelFilters, IntelRow, IntelDetail]):
    """`IntelReader`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, INTEL)

    async def of_technique(self, technique: str, filters: IntelFilters, request: PageRequest) -> Page[IntelRow]:
        given = content_values(filters) | applying(feed=list(filters.feed), triage=list(filters.triage))
        found = await _OF_TECHNIQUE.page(self._database, request, given, _row, bound=naming(technique))
        await require_owner(found, self._database, "technique", "technique", technique)
        return found
