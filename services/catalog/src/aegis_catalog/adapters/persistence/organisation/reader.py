"""The organisation read: everything in one query, the defaults before anything was saved."""

from typing import Any

from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.application.organisation.queries.organisation import (
    ExclusionView,
    OrganisationView,
    PolicyView,
    ScopeView,
)
from aegis_catalog.domain.policy import POLICY_ID, Policy
from aegis_catalog.domain.scope import SCOPE_ID, Scope
from aegis_chassis.database.pool import Database

_ALL = """
select scope.version, scope.platforms, scope.domains, scope.environments, scope.include_pre, scope.time_zone,
    policy.version as policy_version, policy.review, policy.skew_tolerance_seconds,
    (select coalesce(json_agg(json_build_object(
        'technique_id', exclusion.technique_id,
        'technique', case when technique.id is not null then json_build_object('id', technique.id,
            'attack_id', technique.attack_id, 'name', technique.name, 'state', technique.state) end,
        'reason', reason, 'by', by_id, 'until', until) order by place), '[]')::text
        from exclusion left join technique on technique.id = exclusion.technique_id) as exclusions
from (select 1) one
left join scope on scope.id = $1
left join policy on policy.id = $2
"""


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


def _scope(row: Any) -> ScopeView:
    if row["version"] is None:
        scope = Scope()
        bounds = scope.boundaries
        return ScopeView(
            scope.version,
            list(bounds.platforms),
            list(bounds.domains),
            list(bounds.environments),
            bounds.include_pre,
            bounds.time_zone,
            [],
        )
    return ScopeView(
        row["version"],
        row["platforms"],
        row["domains"],
        row["environments"],
        row["include_pre"],
        row["time_zone"],
        as_built(row["exclusions"], list[ExclusionView]),
    )


def _policy(row: Any) -> PolicyView:
    if row["policy_version"] is None:
        policy = Policy()
        return PolicyView(policy.version, policy.review, policy.skew_tolerance_seconds)
    return PolicyView(row["policy_version"], row["review"], row["skew_tolerance_seconds"])
