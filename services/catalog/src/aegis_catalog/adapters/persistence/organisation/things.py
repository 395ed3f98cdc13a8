"""Aggregates of the organisation with a row each, told on its topic: teams, tags, fields, changes, collections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table, func, literal, select

from aegis_catalog.adapters.persistence.organisation.saving import check_version, save_row
from aegis_catalog.application.organisation.published import TYPES
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION, OrganisationState
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Conflict, NotFound
from aegis_kernel.facts import Fact

A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Thing(Generic[A]):
    """One kind. `kind` is the word that keys of its records begin with; `type_` the event that republishing names."""

    kind: str
    noun: str
    type_: str
    table: Table
    row: Callable[[A], dict[str, Any]]
    made: Callable[[Any], A]
    state: Callable[[A], OrganisationState]

    def key(self, aggregate: A) -> str:
        """The key of its records."""
        return f"{self.kind}/{aggregate.id}"


class SqlThings(Generic[A]):
    """Repository of one kind. Subclasses say which, and what belongs to it in other tables."""

    thing: Thing[A]

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, id_: UUID, *, expected: int | None) -> A:
        found = await self._read([id_])
        if not found:
            noun = self.thing.noun
            raise NotFound(f"{noun.replace(' ', '_')}_not_found", f"There is no such {noun}.")
        check_version(found[0], expected)
        return found[0]

    async def all(self) -> list[A]:
        """Every one, to be told again."""
        return await self._read(None)

    async def save(self, aggregate: A, because: Fact[Any] | None = None) -> None:
        """Keeps it, and what belongs to it; one in which nothing happened is left alone. Raises `Stale`."""
        if aggregate.version == aggregate.read_version:
            return
        await save_row(self._uow, self.thing.table, aggregate, self.thing.row(aggregate))
        await self._write_belongings(aggregate)
        self._tell(aggregate, because)

    async def _read(self, ids: Sequence[UUID] | None) -> list[A]:
        table = self.thing.table
        wanted = select(table).order_by(table.c.id).with_for_update()
        rows = await self._uow.connection.execute(wanted if ids is None else wanted.where(table.c.id.in_(ids)))
        found = [self.thing.made(row) for row in rows]
        await self._read_belongings(found)
        return found

    async def _read_belongings(self, found: Sequence[A]) -> None:
        """Reads what lies in other tables."""

    async def _write_belongings(self, aggregate: A) -> None:
        """Writes what lies in other tables."""

    def _tell(self, aggregate: A, because: Fact[Any] | None) -> None:
        for recorded in aggregate.take_recorded():
            self._uow.publish(
                CATALOG_ORGANISATION,
                key=self.thing.key(aggregate),
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=self.thing.state(aggregate),
                changed=recorded.event.changed,
                reason=recorded.event.reason,
                because=because,
            )


class SqlNamedThings(SqlThings[A]):
    """Of a kind of which no two have one name, whatever the case of letters."""

    async def save(self, aggregate: A, because: Fact[Any] | None = None) -> None:
        table, noun = self.thing.table, self.thing.noun
        await self.lock()
        name: str = self.thing.row(aggregate)["name"]
        same = func.lower(table.c.name) == func.lower(name)
        taken = select(literal(1)).where(same, table.c.id != aggregate.id)
        if (await self._uow.connection.execute(taken)).first() is not None:
            raise Conflict(f"{noun.replace(' ', '_')}_name_taken", f"Another {noun} is called {name}.")
        await super().save(aggregate, because)

    async def lock(self) -> None:
        """Waits until nobody else saves one, so that of two of one name the second sees the first."""
        key = literal(f"aegis.catalog.{self.thing.kind}")
        await self._uow.connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
