"""Reviews read: the queue, and the review of one technique."""

from typing import Any

from sqlalchemy import Text, any_, cast, exists, func, literal_column, select

from aegis_catalog.adapters.persistence.content.tables import publication
from aegis_catalog.adapters.persistence.finding import named, naming
from aegis_catalog.adapters.persistence.reading import applying, as_built, content_filters, or_epoch, pattern, words
from aegis_catalog.adapters.persistence.reviews.tables import review_cause
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.reviews.queries.reviews import ReviewFilters, ReviewView
from aegis_catalog.application.techniques.queries.techniques import CauseView
from aegis_catalog.application.views.content import PersonRef, StatedRef
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_kernel.paging import Page, PageRequest

_CAUSES = """(
    select cast(coalesce(json_agg(json_build_object('cause', cause, 'since', since, 'fields', fields, 'detail', detail,
        'by', case when raised_by is not null then json_build_object('id', raised_by, 'name', raised_by_name) end)
        order by cause), '[]') as text)
    from review_cause where review_cause.technique_id = technique.id
)"""
_since = select(func.min(review_cause.c.since)).where(review_cause.c.technique_id == technique.c.id).scalar_subquery()
_published = (publication.c.topic == CATALOG_TECHNIQUES.name) & (publication.c.key == cast(technique.c.id, Text))
_ROWS = select(
    technique.c.id,
    technique.c.attack_id,
    technique.c.name,
    technique.c.state,
    technique.c.domains,
    func.coalesce(publication.c.version, literal_column("0")).label("version"),
    technique.c.review_state,
    literal_column(_CAUSES, Text).label("causes"),
    _since.label("since"),
    technique.c.reviewed_by,
    technique.c.reviewed_by_name,
    technique.c.reviewed_at,
).select_from(technique.outerjoin(publication, _published))
_filters = content_filters(technique)
_QUEUE = Listing(
    rows=_ROWS.where(technique.c.review_state == literal_column("'review_required'")),
    filters={
        "cause": exists(
            select(1).where(review_cause.c.technique_id == technique.c.id, review_cause.c.cause == any_(words("cause")))
        ),
        "domain": _filters["domain"],
        "q": _filters["q"],
    },
    sorts={"since": or_epoch(_since), "attack_id": technique.c.attack_id, "name": technique.c.name},
    tie=technique.c.id,
).reader()
_ONE = compiled(_ROWS.where(technique.c.id == named(technique)))


class SqlReviewReader:
    """`ReviewReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(self, filters: ReviewFilters, request: PageRequest) -> Page[ReviewView]:
        given = applying(cause=list(filters.cause), domain=list(filters.domain), q=pattern(filters.q))
        return await _QUEUE.page(self._database, request, given, _row)

    async def one(self, reference: str) -> ReviewView | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(naming(reference)))
        return None if row is None else _row(*row)


def _row(*columns: Any) -> ReviewView:
    id_, attack_id, name, state, domains, version, review_state, causes, since, by, by_name, at = columns
    return ReviewView(
        id_,
        StatedRef(id_, attack_id, name, state),
        domains,
        version,
        review_state,
        as_built(causes, list[CauseView]),
        since,
        None if by is None else PersonRef(by, by_name),
        at,
    )
