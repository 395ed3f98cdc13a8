"""Each port's adapters, in memory and on PostgreSQL, with the same techniques known to both."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from aegis_catalog.application.notes.ports import Notes
from aegis_catalog.application.organisation.ports import Policies, Scopes, Tools
from aegis_catalog.application.reviews.ports import TechniqueReviews
from aegis_catalog.application.techniques.ports import TechniqueIds
from aegis_catalog.domain.review import Cause, TechniqueReview
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from catalog_support.claims import technique_id
from catalog_support.clock import StillClock
from catalog_support.fakes import (
    FakeNotes,
    FakePolicies,
    FakeScopes,
    FakeTechniqueIds,
    FakeTechniqueReviews,
    FakeTools,
    FakeUnitOfWork,
)
from catalog_support.service import CatalogForTests

CLOCK = StillClock()
WAITING = Cause(since=CLOCK.now(), detail="Revoked without a successor that is known: what points here stays until a "
                "person decides.")  # fmt: skip


class Work(Protocol):
    """Opens a unit of work with the repositories in it."""

    def __call__(self) -> AbstractAsyncContextManager["Repositories"]: ...


@dataclass
class Repositories:
    """The repositories of one unit of work; `commit` keeps what was saved."""

    uow: Any
    ids: TechniqueIds
    reviews: TechniqueReviews
    notes: Notes
    scopes: Scopes
    policies: Policies
    tools: Tools

    async def commit(self) -> None:
        await self.uow.commit()


class InMemory:
    """The fakes, kept over units of work."""

    def __init__(self) -> None:
        ids = FakeTechniqueIds({"T1": technique_id("T1"), "T2": technique_id("T2")})
        reviews = [
            TechniqueReview(technique_id("T1"), 1, causes={}),
            TechniqueReview(technique_id("T2"), 1, causes={"mapping": WAITING}),
        ]
        self._made = Repositories(
            FakeUnitOfWork(), ids, FakeTechniqueReviews(ids, reviews), FakeNotes(ids), FakeScopes(), FakePolicies(),
            FakeTools(),
        )  # fmt: skip

    def __call__(self) -> "InMemory":
        return self

    async def __aenter__(self) -> Repositories:
        return self._made

    async def __aexit__(self, *_: object) -> None:
        return None


class OnPostgres:
    """The repositories of the service, a new set a unit of work."""

    def __init__(self, catalog: CatalogForTests) -> None:
        self._catalog = catalog

    def __call__(self) -> "OnPostgres":
        return OnPostgres(self._catalog)

    async def __aenter__(self) -> Repositories:
        self._scope = self._catalog.container()
        scope = await self._scope.__aenter__()
        ports = (TechniqueIds, TechniqueReviews, Notes, Scopes, Policies, Tools)
        self._uow = await scope.get(SqlUnitOfWork)
        await self._uow.__aenter__()
        return Repositories(self._uow, *[await scope.get(port) for port in ports])

    async def __aexit__(self, *error: object) -> None:
        await self._uow.__aexit__(*error)
        await self._scope.__aexit__(*error)
