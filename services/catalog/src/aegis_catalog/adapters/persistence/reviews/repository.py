"""Reviews of techniques on PostgreSQL. A review's version is that of the technique on its topic, so that whoever has
seen an older technique is told so."""

from typing import Any

import msgspec

from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.techniques.ids import SqlTechniqueIds
from aegis_catalog.adapters.persistence.techniques.listed import list_techniques
from aegis_catalog.application.reviews.published import TYPES
from aegis_catalog.domain.people import Person
from aegis_catalog.domain.review import Cause, CauseName, TechniqueReview
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_kernel.errors import NotFound, Stale

# The row is locked, so that neither an import nor another person changes the technique meanwhile.
_READ = "select reviewed_by, reviewed_by_name, reviewed_at from technique where id = $1 for update"
_VERSION = "select version, state from publication where topic = $1 and key = $2 for update"
_CAUSES = """
select cause, since, fields, detail, raised_by, raised_by_name from review_cause where technique_id = $1 order by cause
"""
_WRITE = """
update technique set review_state = $2, reviewed_by = $3, reviewed_by_name = $4, reviewed_at = $5 where id = $1
"""
_ACCEPT = "update technique_print set accepted = present where technique_id = $1"
_LET_BE = """
update technique_print set accepted_successor = coalesce(successor_id, id) from technique
where technique_id = $1 and id = $1
"""
_LOOK_AT = """
insert into intel_looked_at (technique_id, intel_id)
select distinct technique_name.technique_id, intel.id
from technique_name join intel on intel.id = technique_name.item_id
where technique_name.kind = 'intel' and technique_name.technique_id = $1 and intel.triage = 'new'
on conflict do nothing
"""


class SqlTechniqueReviews:
    """`TechniqueReviews`."""

    def __init__(self, uow: SqlUnitOfWork, publications: SqlPublications, ids: SqlTechniqueIds) -> None:
        self._uow = uow
        self._publications = publications
        self._ids = ids

    async def get(self, technique: str, *, expected: int | None) -> TechniqueReview:
        technique_id = await self._ids.find(technique)
        driver = await driver_of(self._uow.connection)
        row = await driver.fetchrow(_READ, technique_id)
        published = await driver.fetchrow(_VERSION, CATALOG_TECHNIQUES.name, str(technique_id))
        if row is None or published is None:
            raise NotFound("technique_not_found", "There is no such technique.")
        if expected is not None and expected != published["version"]:
            raise Stale(published["version"])
        causes: dict[CauseName, Cause] = {
            found["cause"]: Cause(
                found["since"],
                tuple(found["fields"]),
                found["detail"],
                _person(found["raised_by"], found["raised_by_name"]),
            )
            for found in await driver.fetch(_CAUSES, technique_id)
        }
        return TechniqueReview(
            technique_id,
            published["version"],
            causes=causes,
            reviewed_by=_person(row["reviewed_by"], row["reviewed_by_name"]),
            reviewed_at=row["reviewed_at"],
        )

    async def save(self, review: TechniqueReview) -> None:
        driver = await driver_of(self._uow.connection)
        by = review.reviewed_by
        await driver.execute(
            _WRITE, review.id, review.state, by.id if by else None, by.name if by else None, review.reviewed_at
        )
        await driver.execute("delete from review_cause where technique_id = $1", review.id)
        await driver.executemany(
            "insert into review_cause (technique_id, cause, since, fields, detail, raised_by, raised_by_name) "
            "values ($1, $2, $3, $4, $5, $6, $7)",
            [_cause_row(review, name, cause) for name, cause in review.causes.items()],
        )
        if review.settled:
            await driver.execute(_ACCEPT, review.id)
        if "mapping" in review.settled:
            await driver.execute(_LET_BE, review.id)
        if "intel" in review.settled:
            await driver.execute(_LOOK_AT, review.id)
        await list_techniques(self._uow, [review.id])
        await self._publications.restate(
            CATALOG_TECHNIQUES,
            str(review.id),
            read_version=review.read_version,
            recorded=review.take_recorded(),
            types=TYPES,
            change=lambda state: msgspec.structs.replace(state, review_required=review.state == "review_required"),
        )


def _person(id_: Any, name: Any) -> Person | None:
    return None if id_ is None else Person(id_, name)


def _cause_row(review: TechniqueReview, name: CauseName, cause: Cause) -> tuple[Any, ...]:
    by = cause.by
    who = (by.id, by.name) if by else (None, None)
    return (review.id, name, cause.since, list(cause.fields), cause.detail, *who)
