"""The domains' matrices, on PostgreSQL."""

from collections.abc import Collection, Mapping

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_matrices import MatrixState, MatrixTactic

_SET_RELEASES = """
insert into matrix (domain, release) select given.domain, $2 from unnest($1::text[]) as given(domain)
on conflict (domain) do update set release = excluded.release
"""
_STATES = """
select known.domain, matrix.release, tactic.id, tactic.attack_id, tactic.shortname, tactic.name
from (select domain from matrix union select domain from tactic_place) known
left join matrix on matrix.domain = known.domain
left join tactic_place place on place.domain = known.domain
left join tactic on tactic.id = place.tactic_id and tactic.state = 'active'
order by known.domain, place.place, tactic.id
"""


class SqlMatrices:
    """`Matrices`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def set_releases(self, domains: Collection[str], release: str) -> None:
        driver = await driver_of(self._uow.connection)
        await driver.execute(_SET_RELEASES, list(domains), release)

    async def states(self) -> Mapping[str, MatrixState]:
        driver = await driver_of(self._uow.connection)
        tactics: dict[str, list[MatrixTactic]] = {}
        releases: dict[str, str | None] = {}
        for row in await driver.fetch(_STATES):
            releases[row["domain"]] = row["release"]
            listed = tactics.setdefault(row["domain"], [])
            if row["id"] is not None:
                listed.append(
                    MatrixTactic(id=row["id"], attack_id=row["attack_id"], shortname=row["shortname"], name=row["name"])
                )
        return {
            domain: MatrixState(domain=domain, tactics=tuple(listed), release=releases[domain])  # type: ignore[arg-type]  # the column holds claims' domains
            for domain, listed in tactics.items()
        }
