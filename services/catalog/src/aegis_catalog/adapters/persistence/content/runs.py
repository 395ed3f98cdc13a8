"""Runs that have been applied, on PostgreSQL."""

from uuid import UUID

from sqlalchemy import literal, select

from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.content.tables import publication
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_runs import CATALOG_RUNS, AppliedRun
from aegis_contracts.import_content import Claim
from aegis_kernel.facts import Fact


class SqlRuns:
    """`Runs`: those whose end was published."""

    def __init__(self, uow: SqlUnitOfWork, publications: SqlPublications) -> None:
        self._uow = uow
        self._publications = publications

    async def finished(self, run_id: UUID) -> bool:
        known = select(literal(1)).where(publication.c.topic == CATALOG_RUNS.name, publication.c.key == str(run_id))
        return (await self._uow.connection.execute(known)).first() is not None

    async def finish(self, run: AppliedRun, because: Fact[Claim]) -> None:
        await self._publications.publish(CATALOG_RUNS, {str(run.run_id): run}, _applied, lambda _: because)


def _applied(before: AppliedRun | None, after: AppliedRun) -> str:  # the shape that publications take
    return "ContentApplied"
