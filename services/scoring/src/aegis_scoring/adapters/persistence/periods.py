"""Keeps what was known when: the periods of a batch of facts, set-based, whatever of it was heard before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_kernel.facts import Fact
from aegis_scoring.adapters.persistence.rows import Row, add_rows
from aegis_scoring.domain.periods import Heard, Period, arrange

S = TypeVar("S")

_encode = msgspec.msgpack.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Said(Generic[S]):
    """What is kept of one fact: the columns of its period and rows of other tables that belong to it. `since` and
    `always` are those of `Heard`."""

    fact: Fact[S]
    row: Row
    since: datetime | None = None
    children: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    always: bool = False

    def heard(self) -> Heard:
        """Its version as `arrange` takes it."""
        digest = blake2b(_encode([self.row, self.children]), digest_size=16).digest()
        return Heard(self.fact.version, self.fact.time, digest, self.always, self.since)


@dataclass(frozen=True, slots=True)
class Kept(Generic[S]):
    """A fact that is kept now and was not before, with the row of the version before it, if there was one."""

    said: Said[S]
    before: Row | None


@dataclass(frozen=True, slots=True)
class PeriodKeeper:
    """Where the periods of one kind of thing are kept: `table`, the name of its first key column, and the `children`
    tables whose rows share a period's key and version."""

    table: Table
    key: str
    children: tuple[Table, ...] = ()

    async def keep(self, connection: AsyncConnection, said: Sequence[Said[S]]) -> list[Kept[S]]:
        """Keeps `said` and answers what was new of it, in the order given. Runs in the open transaction."""
        if not said:
            return []
        kept = await self._kept(connection, {one.row[self.key] for one in said})
        by_key: dict[Any, dict[int, Said[S]]] = {}
        for one in said:
            by_key.setdefault(one.row[self.key], {}).setdefault(one.fact.version, one)
        new: dict[tuple[Any, int], Period] = {}
        ends: list[tuple[Any, int, datetime]] = []
        for key, versions in by_key.items():
            arranged = arrange(
                [_period(row) for row in kept.get(key, {}).values()],
                [one.heard() for one in versions.values()],
            )
            new.update({(key, period.version): period for period in arranged.new})
            ends += [(key, version, end) for version, end in arranged.ends.items()]
        written = [one for one in said if (one.row[self.key], one.fact.version) in new]
        await self._write(connection, written, new)
        await self._move_ends(connection, ends)
        return [Kept(one, self._before(one, kept, by_key, new)) for one in written]

    async def _kept(self, connection: AsyncConnection, keys: set[Any]) -> dict[Any, dict[int, Row]]:
        driver = await driver_of(connection)
        found = await driver.fetch(f"select * from {self.table.name} where {self.key} = any($1)", list(keys))  # noqa: S608
        rows: dict[Any, dict[int, Row]] = {}
        for row in map(dict, found):
            rows.setdefault(row[self.key], {})[row["version"]] = row
        return rows

    async def _write(
        self, connection: AsyncConnection, written: Sequence[Said[S]], new: Mapping[tuple[Any, int], Period]
    ) -> None:
        rows: list[Row] = []
        children: dict[str, list[Row]] = {}
        for one in written:
            period = new[one.row[self.key], one.fact.version]
            rows.append(
                {
                    **one.row,
                    "version": period.version,
                    "known_from": period.known_from,
                    "known_to": period.known_to,
                    "digest": period.digest,
                }
            )
            for name, its in one.children.items():
                children.setdefault(name, []).extend(
                    {self.key: one.row[self.key], "version": period.version, **row} for row in its
                )
        await add_rows(connection, self.table, rows)
        for child in self.children:
            await add_rows(connection, child, children.get(child.name, []))

    async def _move_ends(self, connection: AsyncConnection, ends: Sequence[tuple[Any, int, datetime]]) -> None:
        if ends:
            driver = await driver_of(connection)
            statement = f"update {self.table.name} set known_to = $3 where {self.key} = $1 and version = $2"  # noqa: S608
            await driver.executemany(statement, ends)

    def _before(
        self,
        one: Said[S],
        kept: Mapping[Any, Mapping[int, Row]],
        heard: Mapping[Any, Mapping[int, Said[S]]],
        new: Mapping[tuple[Any, int], Period],
    ) -> Row | None:
        """The row of the latest version below this one, be it kept from before or just now."""
        key = one.row[self.key]
        candidates: dict[int, Row] = {
            **kept.get(key, {}),
            **{version: said.row for version, said in heard[key].items() if (key, version) in new},
        }
        earlier = [version for version in candidates if version < one.fact.version]
        return candidates[max(earlier)] if earlier else None


def _period(row: Row) -> Period:
    return Period(row["version"], row["known_from"], row["known_to"], row["digest"])
