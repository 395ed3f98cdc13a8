"""Releases read, and compared."""

from typing import Any

from sqlalchemy import Text, bindparam, func, literal_column, or_, select

from aegis_catalog.adapters.persistence.reading import applying, as_built, pattern, words
from aegis_catalog.adapters.persistence.tactics.tables import matrix
from aegis_catalog.adapters.persistence.upgrades.comparing import compared, compared_releases
from aegis_catalog.adapters.persistence.upgrades.tables import release, release_technique
from aegis_catalog.application.upgrades.queries.releases import (
    ComparedCounts,
    ComparedTechnique,
    CompareFilters,
    ReleasedTechnique,
    ReleaseRow,
    Releases,
)
from aegis_catalog.domain.content import Domain
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest

_ROWS = select(
    release.c.domain,
    release.c.release,
    func.coalesce(release.c.release == matrix.c.release, literal_column("false")).label("present"),
    release.c.source_name,
    release.c.run_id,
    release.c.known_at,
    release.c.applied_at,
    select(func.count())
    .where(release_technique.c.domain == release.c.domain, release_technique.c.release == release.c.release)
    .scalar_subquery()
    .label("techniques"),
).select_from(release.outerjoin(matrix, matrix.c.domain == release.c.domain))
_LIST = Listing(
    rows=_ROWS,
    filters={"domain": release.c.domain == func.any(words("domain"))},
    sorts={"domain": release.c.domain, "known_at": release.c.known_at},
    tie=release.c.release,
).reader()
_both = compared_releases()
_COMPARE = Listing(
    rows=select(
        _both.c.technique_id,
        _both.c.attack_id,
        _both.c.name,
        _both.c.changes,
        _both.c.fields,
        _both.c.shown_before,
        _both.c.shown_after,
    ).select_from(_both),
    filters={
        "change": _both.c.changes.overlap(words("change")),
        "q": or_(_both.c.name.ilike(bindparam("q", type_=Text)), _both.c.attack_id.ilike(bindparam("q", type_=Text))),
    },
    sorts={"attack_id": _both.c.attack_id, "name": _both.c.name},
    tie=_both.c.technique_id,
).reader()
_COUNTED = ", ".join(
    f"count(*) filter (where '{name}' = any(changes)) as {name}" for name in ComparedCounts.__struct_fields__
)
_COUNTS = f"""
select {_COUNTED},
    (select count(*) from release where domain = $1 and release in ($2, $3)) as known
from ({compared("$1", "$2", "$3")}) compared
"""  # noqa: S608  # put together from constants


class SqlReleaseReader:
    """`ReleaseReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, domains: tuple[Domain, ...], request: PageRequest) -> Page[ReleaseRow]:
        return await _LIST.page(self._database, request, applying(domain=list(domains)), _release)

    async def compare(
        self, releases: Releases, filters: CompareFilters, request: PageRequest
    ) -> Page[ComparedTechnique]:
        given = applying(change=list(filters.change), q=pattern(filters.q))
        bound = {"domain": releases.domain, "before": releases.before, "after": releases.after}
        found = await _COMPARE.page(self._database, request, given, _compared, bound=bound)
        if not found.items:
            await self.counts(releases)  # for its refusal, where a release is not known
        return found

    async def counts(self, releases: Releases) -> ComparedCounts:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_COUNTS, releases.domain, releases.before, releases.after)
        if row is None:
            raise RuntimeError("a query for one row gave none")
        *counted, known = row
        if known < len({releases.before, releases.after}):
            raise _unknown(releases)
        return ComparedCounts(*counted)


def _unknown(releases: Releases) -> NotFound:
    return NotFound(
        "release_not_known",
        f"Not both {releases.before} and {releases.after} of {releases.domain} are known: a dry run makes one known.",
    )


def _release(*columns: Any) -> ReleaseRow:
    return ReleaseRow(*columns)


def _compared(*columns: Any) -> ComparedTechnique:
    *plain, before, after = columns
    values = (*plain, released(before), released(after))
    return ComparedTechnique(*values)


def released(shown: str | None) -> ReleasedTechnique | None:
    """A technique as one release has it, from the JSON that the database built."""
    return None if shown is None else as_built(shown, ReleasedTechnique)
