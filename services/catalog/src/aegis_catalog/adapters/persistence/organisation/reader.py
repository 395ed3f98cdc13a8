"""The organisation read: everything in one query, the defaults before anything was saved."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from aegis_catalog.adapters.persistence.organisation.tables import exclusion
from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.organisation.queries.organisation import (
    ExclusionView,
    OrganisationView,
    PolicyView,
    ScopeView,
)
from aegis_catalog.application.views.content import StatedRef
from aegis_catalog.domain.policy import POLICY_ID, Policy
from aegis_catalog.domain.scope import SCOPE_ID, Scope
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_ALL = """
select scope.version, scope.platforms, scope.domains, scope.environments, scope.business_units, scope.include_pre,
    scope.time_zone, policy.version as policy_version, policy.review, policy.skew_tolerance_seconds,
    (select coalesce(json_agg(json_build_object(
        'technique_id', exclusion.leads_to,
        'technique', case when technique.id is not null then json_build_object('id', technique.id,
            'attack_id', technique.attack_id, 'name', technique.name, 'state', technique.state) end,
        'reason', reason, 'by', by_id, 'until', until) order by place), '[]')::text
        from exclusion left join technique on technique.id = exclusion.leads_to) as exclusions
from (select 1) one
left join scope on scope.id = $1
left join policy on policy.id = $2
"""


_EXCLUSIONS = Listing(
    rows=select(
        exclusion.c.leads_to,
        technique.c.id,
        technique.c.attack_id,
        technique.c.name,
        technique.c.state,
        exclusion.c.reason,
        exclusion.c.by_id,
        exclusion.c.until,
    ).select_from(exclusion.outerjoin(technique, technique.c.id == exclusion.c.leads_to)),
    filters={},
    sorts={"place": exclusion.c.place},
    tie=exclusion.c.technique_id,
).reader()


class SqlOrganisationReader:
    """`OrganisationReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> OrganisationView:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ALL, SCOPE_ID, POLICY_ID)
        if row is None:
            raise RuntimeError("a query for one row gave none")
        return OrganisationView(_scope(row), _policy(row))

    async def exclusions(self, request: PageRequest) -> Page[ExclusionView]:
        return await _EXCLUSIONS.page(self._database, request, {}, _exclusion)


def _scope(row: Any) -> ScopeView:
    if row["version"] is None:
        scope = Scope()
        bounds = scope.boundaries
        return ScopeView(
            scope.version,
            list(bounds.platforms),
            list(bounds.domains),
            list(bounds.environments),
            list(bounds.business_units),
            bounds.include_pre,
            bounds.time_zone,
            [],
        )
    return ScopeView(
        row["version"],
        row["platforms"],
        row["domains"],
        row["environments"],
        row["business_units"],
        row["include_pre"],
        row["time_zone"],
        as_built(row["exclusions"], list[ExclusionView]),
    )


def _policy(row: Any) -> PolicyView:
    if row["policy_version"] is None:
        policy = Policy()
        return PolicyView(policy.version, policy.review, policy.skew_tolerance_seconds)
    return PolicyView(row["policy_version"], row["review"], row["skew_tolerance_seconds"])


def _exclusion(
    technique_id: UUID, found: UUID | None, attack_id: Any, name: Any, state: Any, *how: Any
) -> ExclusionView:
    reference = None if found is None else StatedRef(found, attack_id, name, state)
    return ExclusionView(technique_id, reference, *how)
